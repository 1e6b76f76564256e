// A stack goes through a network for volumes.
open("IMAGES/cells-3d-noisy.tif");
run("Hourglass Denoise...", "input=cells-3d-noisy.tif");
