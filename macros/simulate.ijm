// Makes ten small images of nuclei with few photons, and opens the first one beside its clean truth and its labels.
//
// Every key but the destination may be left out; "hourglass simulate --help" tells them all.

folder = getDirectory("temp") + "hourglass-simulated";

run("Hourglass Simulate...", "destination=[" + folder + "]"
	+ " kind=nuclei"            // or filaments, membranes, vesicles, tissue, mixed
	+ " size=256,256"           // or x,y,z
	+ " count=10"
	+ " peak=5,50"              // photons at the brightest pixel: one number, or a range
	+ " overwrite=true");

open(folder + "/noisy/0000.tif");
open(folder + "/clean/0000.tif");
open(folder + "/labels/0000.tif");
run("Tile");
