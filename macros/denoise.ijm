// Denoises the image that is open, or the bundled test image, and shows both side by side.
//
// Every key may be left out; then it takes the default written here. With a destination the result is written to that
// file, block by block, and nothing is shown. "Hourglass Predict..." has the same keys.

if (nImages == 0)
	open("test-images/cells-2d-noisy.tif"); // a path of your own here
noisy = getTitle();

run("Hourglass Denoise...", "input=[" + noisy + "]"
	+ " model=[]"               // a package, an .onnx file or a name such as starter-2d; empty picks one that fits
	+ " region=whole"           // or selection, or x,y,width,height; after commas also such as z5-12
	+ " axes=auto"              // or how the dimensions are to be read, fastest first: xyz, xyt, ...
	+ " tile=auto halo=auto"    // in pixels: one number, or x,y[,z]
	+ " border=network"         // or reflect
	+ " statistics=image"       // or frame: measure each time point by itself
	+ " normalization=model"    // or none, or two percentiles such as 1,99.8
	+ " resample=true"          // false: take the voxels as they are, also where the model was made for others
	+ " flips=false"            // true: average over mirrored and turned copies
	+ " uncertainty=false"      // true: what the model estimates or, with flips=true, their spread as a second image
	+ " outputs=auto"           // or all, first, or names of the model's outputs
	+ " type=auto"              // or input, 8-bit, 16-bit, 32-bit
	+ " device=cpu"             // or gpu
	+ " threads=0"              // 0: one per core
	+ " memory=auto"            // or the most it may use, such as 4g
	+ " tensors=[]"             // of a TensorFlow graph that does not say them: input NAME, output NAME
	+ " destination=[]"         // or a file such as /data/denoised.tif
	+ " overwrite=false"        // true: replace that file
	+ " preview=false");        // for the dialog: show the result in the visible part while choosing

// The result is named after the image: cells-2d-noisy.tif gives cells-2d-noisy-denoised.
run("Tile");
