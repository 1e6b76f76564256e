// The bundled denoiser that fits the image. Everything that is not said takes its default.
open("IMAGES/cells-2d-noisy.tif");
run("Hourglass Denoise...", "input=cells-2d-noisy.tif");
