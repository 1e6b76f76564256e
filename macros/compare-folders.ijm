// Compares every image of a folder with the true one of the same name in another: PSNR, SSIM and MS-SSIM, or of label images
// how well their objects agree. A table per image (one row for each frame and channel) and a summary are left in a third folder.
//
// It asks for the folders; without a display they are its argument, and after one more bar options of Hourglass Compare:
//
//     hourglass macro compare-folders.ijm "denoised | clean | scores"
//     hourglass macro compare-folders.ijm "objects | labels | scores | kind=labels threshold=0.7"
//
// Tables that are there already stay as they are and go into the summary, summary.csv, or summary-1.csv, ... where it exists.

asked = ask("Compare with the truth", newArray("Folder of results", "Folder of the truth", "Folder for scores"));
results = folder(asked[0]);
truth = folder(asked[1]);
scores = made(asked[2]);

names = getFileList(results);
summary = "";
for (i = 0; i < names.length; i++) {
	if (!isImage(names[i]))
		continue;
	if (!File.exists(truth + names[i])) {
		print("There is no truth for " + names[i] + ".");
		continue;
	}
	table = scores + File.getNameWithoutExtension(names[i]) + ".csv";
	if (!File.exists(table)) {
		showProgress(i, names.length);
		run("Hourglass Compare...", "input=[" + results + names[i] + "] truth=[" + truth + names[i] + "] difference=false table=[" + table + "] " + asked[3]);
		if (!File.exists(table)) // in Fiji a macro goes on after a command that failed
			exit("'" + names[i] + "' was not compared; the log says why.");
	}
	rows = split(File.openAsString(table), "\n");
	if (summary == "")
		summary = "File," + rows[0] + "\n";
	if (!startsWith(summary, "File," + rows[0] + "\n"))
		print(names[i] + " was scored otherwise than the first image and is not in the summary.");
	else
		summary = summary + quoted(names[i]) + "," + rows[rows.length - 1] + "\n"; // the last row is that of the whole image
}
showProgress(1);
if (summary == "")
	exit("No image of '" + results + "' has a truth of the same name in '" + truth + "'.");
file = unused(scores + "summary", ".csv");
File.saveString(summary, file);
print(summary);
print("The summary is " + file);

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
