// Denoises a 3-D stack, finds its objects in 3-D, and measures their volumes: NAME-denoised.tif, NAME-objects.tif with its table
// and outlines, and the brightest values along z, NAME-projection.tif, to look at.
//
// It asks for what it needs; without a display that is its argument, and after one more bar options of Hourglass Segment:
//
//     hourglass macro stack.ijm "stack.tif | results"
//     hourglass macro stack.ijm "stack.tif | results | smallest=200 inside=true"
//
// Volumes are in the units of the stack, so its pixel size and slice distance must be right (Image > Properties...). The image on
// disk stays as it is, and results that are there are not written over.

asked = ask("Denoise and measure a stack", newArray("Image", "Folder for results"));
if (asked[0] == "" || !File.exists(asked[0]))
	exit("There is no image '" + asked[0] + "'.");
results = made(asked[1]);
base = results + File.getNameWithoutExtension(asked[0]);
endings = newArray("-denoised.tif", "-projection.tif", "-objects.tif", "-objects.csv", "-objects-rois.zip");
for (i = 0; i < endings.length; i++)
	if (File.exists(base + endings[i]))
		exit("'" + base + endings[i] + "' is there already; delete it, or give another folder.");

setBatchMode(true); // no windows; they and this mode end with the macro
open(asked[0]);
stack = getImageID();
Stack.getDimensions(width, height, channels, slices, frames);
if (slices == 1 && frames > 1) {
	Stack.setDimensions(channels, frames, 1);
	slices = frames;
}
if (slices == 1)
	exit("'" + getTitle() + "' is no stack; denoise-folder.ijm is for planes.");
getVoxelSize(pixelWidth, pixelHeight, sliceDistance, unit);
print("A voxel is " + pixelWidth + " x " + pixelHeight + " x " + sliceDistance + " " + unit + ".");

run("Hourglass Denoise...", "input=" + stack + " destination=[" + base + "-denoised.tif]");
if (!File.exists(base + "-denoised.tif")) // in Fiji a macro goes on after a command that failed
	exit("The stack was not denoised; the log says why.");
open(base + "-denoised.tif");
run("Z Project...", "projection=[Max Intensity]");
saveAs("tiff", base + "-projection.tif");
close();
close();

run("Hourglass Segment...", "input=" + stack + " table=true rois=true destination=[" + base + "-objects.tif] " + asked[2]);
if (!File.exists(base + "-objects.csv"))
	exit("There are no objects; the log says why.");
selectImage(stack);
close();
rows = split(File.openAsString(base + "-objects.csv"), "\n");
print((rows.length - 1) + " objects are measured in " + base + "-objects.csv");

// ---------------------------------------------------------------------------------------------- the same in every macro here

// One answer to each name (a folder, if that is its first word, else a file) and last the options: from the argument, else from a dialog.
function ask(title, names) {
	if (getArgument() == "" && getInfo("java.awt.headless") == "true")
		exit("Give the macro what it needs, with bars between: \"" + String.join(names, " | ") + "\".");
	answers = split(getArgument(), "(\\|)");
	if (getArgument() == "") {
		Dialog.create(title);
		for (i = 0; i < names.length; i++)
			if (startsWith(names[i], "Folder"))
				Dialog.addDirectory(names[i], "");
			else
				Dialog.addFile(names[i], "");
		Dialog.addString("Options", "", 40);
		Dialog.show();
		answers = newArray(names.length + 1);
		for (i = 0; i <= names.length; i++)
			answers[i] = Dialog.getString();
	}
	if (answers.length < names.length)
		exit("Give the macro what it needs, with bars between: \"" + String.join(names, " | ") + "\".");
	if (answers.length == names.length)
		answers = Array.concat(answers, "");
	for (i = 0; i < answers.length; i++)
		answers[i] = String.trim(answers[i]);
	return answers;
}

// The path of a folder that is there, with a separator at its end.
function folder(path) {
	if (!File.isDirectory(path))
		exit("There is no folder '" + path + "'.");
	if (!endsWith(path, "/") && !endsWith(path, File.separator))
		path = path + File.separator;
	return path;
}

// The same for a folder that is made if it is not there.
function made(path) {
	if (path != "" && !File.isDirectory(path))
		File.makeDirectory(path);
	path = folder(path);
	return path;
}
