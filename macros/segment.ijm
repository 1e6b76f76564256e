// Finds the objects in the image that is open, or in the bundled test image, outlines them and measures them.
//
// Every key may be left out; then it takes the default written here. With a destination the label image is written to that
// file, block by block, with the table (.csv) and the outlines (-rois.zip) beside it if they are asked for.

if (nImages == 0)
	open("test-images/cells-2d-noisy.tif"); // a path of your own here
image = getTitle();

run("Hourglass Segment...", "input=[" + image + "]"
	+ " model=[]"               // a package or an .onnx file; empty: the bundled network for nuclei, else denoised, Otsu's threshold, watershed
	+ " region=whole"           // or selection, or x,y,width,height; after commas also such as z5-12
	+ " objects=auto"           // or components, watershed, star, classes, none (what the network gives)
	+ " meaning=auto"           // or what the network's channels are: [background 1, boundary 2, foreground 3]
	+ " channel=0"              // of the image, from 1; 0: all that the model wants
	+ " threshold=auto"         // or a probability from 0 to 1 (without a model a gray value)
	+ " seeds=auto"             // or a number from 0 to 1: what is the middle of an object, for a watershed
	+ " spacing=auto"           // or pixels: the least distance of two middles, for a watershed of shapes
	+ " overlap=auto"           // or a number from 0 to 1: the most two star-convex polygons may overlap
	+ " smallest=auto"          // or pixels; auto is what the model says, and without a model leaves out specks
	+ " largest=0"              // in pixels; 0 is no limit
	+ " inside=false"           // true: without objects that touch the border
	+ " fill=true"              // false: holes stay
	+ " slices=false"           // true: each slice of a volume by itself
	+ " numbering=image"        // or frame: numbers begin anew with each time point
	+ " probabilities=false"    // true: the image is what a network gave, kept with objects=none
	+ " table=false"            // true: measure the objects
	+ " rois=false"             // true: outlines in the ROI Manager, after those that are there
	+ " axes=auto"              // or how the dimensions are to be read, fastest first: xyz, xyt, ...
	+ " tile=auto halo=auto"    // in pixels: one number, or x,y[,z]
	+ " border=network"         // or reflect
	+ " statistics=image"       // or frame: measure each time point by itself
	+ " normalization=model"    // or none, or two percentiles such as 1,99.8
	+ " resample=true"          // false: take the voxels as they are, also where the model was made for others
	+ " flips=false"            // true: average over mirrored and turned copies
	+ " device=cpu"             // or gpu
	+ " threads=0"              // 0: one per core
	+ " memory=auto"            // or the most it may use, such as 4g
	+ " tensors=[]"             // of a TensorFlow graph that does not say them: input NAME, output NAME
	+ " overlay=false"          // true: outlines over the image
	+ " destination=[]"         // or a file such as /data/objects.tif
	+ " overwrite=false"        // true: replace that file
	+ " preview=false");        // for the dialog: outline what is visible while choosing

// The result is named after the image: cells-2d-noisy.tif gives cells-2d-noisy-objects.
