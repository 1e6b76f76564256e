// A model by its name, averaged over flipped copies; how far these differ is a second image.
open("IMAGES/cells-2d-noisy.tif");
run("Hourglass Predict...", "input=cells-2d-noisy.tif model=denoise-2d flips=true uncertainty=true");
