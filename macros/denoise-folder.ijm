// Denoises every image of a folder, each to a TIFF of the same name in another folder.
//
// It asks for the folders; without a display they are its argument, and after one more bar options of Hourglass Denoise:
//
//     hourglass macro denoise-folder.ijm "noisy | denoised"
//     hourglass macro denoise-folder.ijm "noisy | denoised | model=[my run/model] flips=true"
//
// Images are read and written by block and no window opens, so they may be larger than memory. Results that are there already
// stay as they are: run it again when new images have come, or after it was stopped.

asked = ask("Denoise a folder", newArray("Folder of images", "Folder for results"));
images = folder(asked[0]);
results = made(asked[1]);

names = getFileList(images);
done = 0;
for (i = 0; i < names.length; i++) {
	if (!isImage(names[i]))
		continue;
	result = results + File.getNameWithoutExtension(names[i]) + ".tif";
	if (File.exists(result)) {
		print(result + " is there already.");
		continue;
	}
	showProgress(i, names.length);
	run("Hourglass Denoise...", "input=[" + images + names[i] + "] destination=[" + result + "] " + asked[2]);
	if (!File.exists(result)) // in Fiji a macro goes on after a command that failed
		exit("'" + names[i] + "' was not denoised; the log says why.");
	done++;
}
showProgress(1);
print(done + " images denoised into " + results);

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
