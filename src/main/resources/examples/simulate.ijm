// Images whose truth is known, in a temporary folder: noisy, clean, labels and classes.
folder = getDirectory("temp") + "hourglass-simulated";
run("Hourglass Simulate...", "destination=[" + folder + "] kind=nuclei size=256,256 count=2 overwrite=true");
kinds = newArray("noisy", "clean", "labels");
for (i = 0; i < kinds.length; i++) {
	names = getFileList(folder + File.separator + kinds[i]);
	open(folder + File.separator + kinds[i] + File.separator + names[0]);
	rename(kinds[i]);
}
