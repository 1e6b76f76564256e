// A small network learns for a minute to denoise, from the noisy image alone (Noise2Void), and is then used. The training lies in a
// temporary folder; once it has ended, the example uses its model at once.
folder = getDirectory("temp") + "hourglass-training";
run("Hourglass Train...", "run=[" + folder + "] task=noise2void images=[IMAGES/cells-2d-noisy.tif] filters=16 patch=64 epochs=1000 steps=20 minutes=1");
open("IMAGES/cells-2d-noisy.tif");
run("Hourglass Predict...", "input=cells-2d-noisy.tif model=[" + folder + File.separator + "model]");
