// Only what is selected; the result knows where in the image it lies.
open("IMAGES/cells-2d-noisy.tif");
makeRectangle(120, 100, 220, 200);
run("Hourglass Denoise...", "input=cells-2d-noisy.tif region=selection");
