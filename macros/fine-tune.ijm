// Trains a model further on a few examples of your own, then applies it to a folder of images.
//
// It asks for them; without a display they are its argument, and after one more bar options of Hourglass Train:
//
//     hourglass macro fine-tune.ijm "model.zip | noisy | clean | my run | all images | denoised"
//     hourglass macro fine-tune.ijm "nuclei.zip | cells | labels | my run | all cells | probabilities | task=instances freeze=encoder"
//
// A few annotated images suffice (Hourglass Annotate makes them of drawn regions). A training that was stopped goes on when the
// macro is run again, and results that are there already stay as they are.

asked = ask("Fine-tune and apply", newArray("Model", "Folder of examples", "Folder of targets", "Folder for the training", "Folder of images", "Folder for results"));
if (asked[0] == "" || !File.exists(asked[0]))
	exit("There is no model '" + asked[0] + "'; give a package (a folder or .zip) or an .onnx file.");
examples = folder(asked[1]);
targets = folder(asked[2]);
training = made(asked[3]);
images = folder(asked[4]);
results = made(asked[5]);

run("Hourglass Train...", "run=[" + training + "] from=[" + asked[0] + "] images=[" + examples + "] targets=[" + targets + "] " + asked[6]);
if (!File.exists(training + "model")) // in Fiji a macro goes on after a command that failed
	exit("There is no model in '" + training + "'; the log says why.");

names = getFileList(images);
for (i = 0; i < names.length; i++) {
	result = results + File.getNameWithoutExtension(names[i]) + ".tif";
	if (!isImage(names[i]) || File.exists(result))
		continue;
	showProgress(i, names.length);
	run("Hourglass Predict...", "input=[" + images + names[i] + "] model=[" + training + "model] destination=[" + result + "]");
	if (!File.exists(result))
		exit("The model was not applied to '" + names[i] + "'; the log says why.");
}
showProgress(1);
print("The model is in " + training + "model, its results are in " + results);

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
