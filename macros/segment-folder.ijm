// Finds and measures the objects in every image of a folder. Beside each label image it leaves a table of the objects (.csv) and
// their outlines (-rois.zip, for the ROI Manager), and in the end a summary of all images.
//
// It asks for the folders; without a display they are its argument, and after one more bar options of Hourglass Segment:
//
//     hourglass macro segment-folder.ijm "cells | objects"
//     hourglass macro segment-folder.ijm "cells | objects | model=nuclei.zip smallest=50 inside=true"
//
// Sizes are in the units of the image (Image > Properties...). Without a model planes go through the bundled
// network for nuclei, and stacks are denoised and cut at Otsu's threshold. Results that are there already stay as they are and are
// counted in the summary, summary.csv, or summary-1.csv, ... where it exists.

asked = ask("Segment and measure a folder", newArray("Folder of images", "Folder for results"));
images = folder(asked[0]);
results = made(asked[1]);

names = getFileList(images);
summary = "Image,Objects,Mean Size,Mean Intensity\n";
for (i = 0; i < names.length; i++) {
	if (!isImage(names[i]))
		continue;
	base = results + File.getNameWithoutExtension(names[i]);
	if (!File.exists(base + ".tif")) {
		showProgress(i, names.length);
		run("Hourglass Segment...", "input=[" + images + names[i] + "] destination=[" + base + ".tif] table=true rois=true " + asked[2]);
		if (!File.exists(base + ".csv")) // in Fiji a macro goes on after a command that failed
			exit("'" + names[i] + "' was not segmented; the log says why.");
	}
	if (File.exists(base + ".csv"))
		summary = summary + quoted(names[i]) + "," + summarized(base + ".csv") + "\n";
}
showProgress(1);
file = unused(results + "summary", ".csv");
File.saveString(summary, file);
print(summary);
print("The summary is " + file);

// Number of objects, their mean size and their mean intensity (of the first channel).
function summarized(table) {
	rows = split(File.openAsString(table), "\n");
	size = 0;
	intensity = 0;
	for (r = 1; r < rows.length; r++) {
		cells = split(rows[r], ",");
		size = size + parseFloat(cells[column(rows[0], "Area|Volume")]);
		intensity = intensity + parseFloat(cells[column(rows[0], "Mean( C1)?")]);
	}
	count = rows.length - 1;
	text = "" + count + "," + d2s(size / count, 4) + "," + d2s(intensity / count, 4);
	return text;
}

// The number of the first column whose name the pattern matches.
function column(header, pattern) {
	columns = split(header, ",");
	for (c = 0; c < columns.length; c++)
		if (matches(columns[c], pattern))
			return c;
	exit("The table has no column " + pattern + ".");
}

// As a cell of a .csv file.
function quoted(text) {
	text = "\"" + replace(text, "\"", "\"\"") + "\"";
	return text;
}

// A path that is not there yet: with -1, -2, ... if need be.
function unused(path, ending) {
	file = path + ending;
	for (n = 1; File.exists(file); n++)
		file = path + "-" + n + ending;
	return file;
}

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

function isImage(name) {
	return matches(toLowerCase(name), ".*\\.(tiff?|png|jpe?g|gif|bmp)");
}
