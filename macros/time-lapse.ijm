// Denoises a time lapse, finds its objects frame by frame, and counts them over time: NAME-denoised.tif, NAME-objects.tif with
// its table, NAME-counts.csv, and a plot, NAME-counts.png.
//
// It asks for what it needs; without a display that is its argument, and after one more bar options of Hourglass Segment:
//
//     hourglass macro time-lapse.ijm "movie.tif | results"
//     hourglass macro time-lapse.ijm "movie.tif | results | model=nuclei.zip smallest=50"
//
// Many movies open as stacks of slices; where there is but one frame, the slices are taken as frames. Each frame is normalized by
// itself, so that bleaching does no harm. The image on disk stays as it is, and results that are there are not written over.

asked = ask("Denoise and count a time lapse", newArray("Image", "Folder for results"));
if (asked[0] == "" || !File.exists(asked[0]))
	exit("There is no image '" + asked[0] + "'.");
results = made(asked[1]);
base = results + File.getNameWithoutExtension(asked[0]);
endings = newArray("-denoised.tif", "-objects.tif", "-objects.csv", "-counts.csv", "-counts.png");
for (i = 0; i < endings.length; i++)
	if (File.exists(base + endings[i]))
		exit("'" + base + endings[i] + "' is there already; delete it, or give another folder.");

setBatchMode(true); // no windows; they and this mode end with the macro
open(asked[0]);
movie = getImageID();
Stack.getDimensions(width, height, channels, slices, frames);
if (frames == 1 && slices > 1) {
	Stack.setDimensions(channels, 1, slices);
	frames = slices;
}

run("Hourglass Denoise...", "input=" + movie + " statistics=frame destination=[" + base + "-denoised.tif]");
run("Hourglass Segment...", "input=" + movie + " statistics=frame numbering=frame table=true destination=[" + base + "-objects.tif] " + asked[2]);
if (!File.exists(base + "-objects.csv")) // in Fiji a macro goes on after a command that failed
	exit("There are no objects; the log says why.");

interval = Stack.getFrameInterval();
if (interval == 0)
	interval = 1; // not known: the plot is over frames
times = newArray(frames);
counts = newArray(frames);
rows = split(File.openAsString(base + "-objects.csv"), "\n");
for (r = 1; r < rows.length; r++) {
	cells = split(rows[r], ",");
	frame = 1;
	if (frames > 1)
		frame = parseInt(cells[1]); // Object, Frame, ...
	counts[frame - 1] = counts[frame - 1] + 1;
}
text = "Frame,Time,Objects\n";
for (t = 0; t < frames; t++) {
	times[t] = t * interval;
	text = text + (t + 1) + "," + times[t] + "," + counts[t] + "\n";
}
File.saveString(text, base + "-counts.csv");
Plot.create("Objects over time", "Time", "Objects", times, counts);
Plot.show();
saveAs("png", base + "-counts.png");
close();
selectImage(movie);
close();
print("The objects of " + frames + " frames are counted in " + base + "-counts.csv");

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
