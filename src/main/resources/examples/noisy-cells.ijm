open("IMAGES/cells-2d-noisy.tif"); // simulated, 30 photons at its brightest point
