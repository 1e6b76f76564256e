package io.github.hourglass.predict;

import io.github.hourglass.image.Setting;

/** What a user may choose when looking at models; the command Models has these options. */
public record ModelOptions(
	@Setting(label = "Action", byDefault = "list", choices = { "list", "show", "test", "import", "export", "convert", "remove" }, text = "List the models that have a name, show what one says of itself, test one; import one into your folder of models, export one to a zip, make ONNX of a TensorFlow SavedModel, or remove one of your own.")
	String action,
	@Setting(label = "Model", byDefault = "", text = "A model package (folder or .zip), an .onnx file, or the name of a model; to import also an https address or a name in the collection.")
	String model,
	@Setting(label = "Image", byDefault = "", text = "An image file on which to compare tiled with untiled when testing; may be empty.")
	String image,
	@Setting(label = "Device", byDefault = "cpu", text = "Where the network runs: cpu, gpu or gpu:N.")
	String device,
	@Setting(label = "Name", byDefault = "", text = "What an imported model is to be called; empty takes the name of the file.")
	String name,
	@Setting(label = "Collection", byDefault = "", text = "A folder or an https address whose models are listed too and can be imported by their names; empty takes what HOURGLASS_COLLECTION says.")
	String collection,
	@Setting(label = "Sha256", byDefault = "", text = "What the sha256 of an imported file has to be; empty does not compare it.")
	String sha256,
	@Setting(label = "Tensors", byDefault = "", text = "What an imported TensorFlow graph does not say of itself, such as 'input x:0, output y:0, signature s, tag t'; empty takes what it says.")
	String tensors,
	@Setting(label = "Destination", byDefault = "", text = "The zip to export to, or the package to write when converting.")
	String destination,
	@Setting(label = "Overwrite", byDefault = "false", text = "Replace a model of the same name, or the zip, if there is one.")
	boolean overwrite,
	@Setting(label = "Yes", byDefault = "false", text = "Remove without asking.")
	boolean yes)
{}
