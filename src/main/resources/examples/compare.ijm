// How much better is the denoised image than the noisy one? A table of scores for each, and a picture of the difference.
open("IMAGES/cells-2d-clean.tif");
open("IMAGES/cells-2d-noisy.tif");
run("Hourglass Compare...", "input=cells-2d-noisy.tif truth=cells-2d-clean.tif fit=true difference=false");
run("Hourglass Denoise...", "input=cells-2d-noisy.tif");
run("Hourglass Compare...", "input=cells-2d-noisy-denoised truth=cells-2d-clean.tif fit=true");
