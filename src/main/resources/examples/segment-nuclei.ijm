// Nuclei that touch, told apart by the nuclei model; then the objects are compared with the true ones, which are known because the image is simulated.
open("IMAGES/nuclei-2d.tif");
run("Hourglass Segment...", "input=nuclei-2d.tif model=nuclei-2d overlay=true table=true");
open("IMAGES/nuclei-2d-labels.tif");
run("Hourglass Compare...", "input=nuclei-2d-objects truth=nuclei-2d-labels.tif");
