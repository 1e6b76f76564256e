// Trains a network on two folders: images, and beside them under the same file names what it should make of them (clean images,
// or with task=classes and task=instances label images). The model then lies in the folder of the training, under "model".
//
// It asks for the folders; without a display they are its argument, and after one more bar options of Hourglass Train:
//
//     hourglass macro train-folders.ijm "noisy | clean | my run"
//     hourglass macro train-folders.ijm "cells | labels | my nuclei | task=instances minutes=30"
//
// A training that was stopped, or whose computer was, goes on when the macro is run again with the same folders.

asked = ask("Train on two folders", newArray("Folder of images", "Folder of targets", "Folder for the training"));
images = folder(asked[0]);
targets = folder(asked[1]);
training = made(asked[2]);

run("Hourglass Train...", "run=[" + training + "] images=[" + images + "] targets=[" + targets + "] " + asked[3]);
if (!File.exists(training + "model")) // in Fiji a macro goes on after a command that failed
	exit("There is no model in '" + training + "'; the log says why.");

// What the training and the validation loss were, and where a display is, input, prediction and target of the last epoch.
rows = split(File.openAsString(training + "curves.csv"), "\n");
last = split(rows[rows.length - 1], ",");
print("After " + last[0] + " epochs: loss " + last[4] + ", on images kept aside " + last[5] + ".");
if (getInfo("java.awt.headless") != "true" && File.isDirectory(training + "previews")) {
	previews = getFileList(training + "previews");
	if (previews.length > 0)
		open(training + "previews" + File.separator + previews[previews.length - 1]);
}
print("The model is in " + training + "model");

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
