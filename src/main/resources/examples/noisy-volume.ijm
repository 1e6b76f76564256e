open("IMAGES/cells-3d-noisy.tif"); // simulated, with noise
