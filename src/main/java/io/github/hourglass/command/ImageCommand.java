package io.github.hourglass.command;

import java.awt.EventQueue;
import java.util.Map;

import org.scijava.ItemVisibility;
import org.scijava.command.Previewable;
import org.scijava.plugin.Parameter;
import org.scijava.widget.Button;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.HTMLDialog;
import ij.gui.Roi;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImagePlusVolume;
import io.github.hourglass.predict.Forecast;
import io.github.hourglass.ui.MessagePane;
import io.github.hourglass.ui.ModelChooser;

/**
 * What the commands that take an image through a network share: while a user chooses, what a run will do is told, what it will give is
 * previewed, and the model is chosen from those that are installed. The fields here are for Fiji's dialog only; in plain ImageJ
 * {@link InputDialog} has the same.
 */
abstract class ImageCommand extends HostCommand implements Previewable, Foretelling {

	@Parameter(visibility = ItemVisibility.MESSAGE, persist = false, required = false, initializer = "foresee")
	private String plan = MessagePane.html(null, "", "", "…");

	@Parameter(label = "Choose model...", persist = false, required = false, callback = "choose", description = "The models that are installed, with their pictures.")
	private Button models;

	@Parameter(label = "Help", persist = false, required = false, callback = "help", description = "What each option means.")
	private Button help;

	private final PartPreview shown;
	private final Foresight foresight = new Foresight();

	ImageCommand(PartPreview shown) {
		this.shown = shown;
	}

	/** The part of the input that the options choose. */
	static Volume part(Map<String, Object> values) {
		ImagePlus input = (ImagePlus) values.get("input");
		CommandInputs.checkOpen("input", input);
		return CommandInputs.region(input, (String) values.get("region")).of(ImagePlusVolume.of(input));
	}

	/** What a forecast says; where something is selected but not meant, that too. */
	static Told told(Forecast forecast, Map<String, Object> values) {
		Told told = Told.of(forecast);
		Roi roi = ((ImagePlus) values.get("input")).getRoi();
		if (roi == null || !roi.isArea() || !"whole".equals(values.get("region")))
			return told;
		return new Told(told.model(), told.line(), told.picture(), told.text() + " The whole image is meant; region=selection would process only the "
			+ roi.getBounds().width + " x " + roi.getBounds().height + " pixels that are selected.");
	}

	/** Ends what is told and shown while choosing; to be called when the run begins. */
	final void endPreview() {
		foresight.end();
		shown.end();
		plan = ""; // what the Recorder may see
	}

	/** Told in Fiji's dialog; called by the host when that opens. */
	void foresee() {
		if (!mayHaveDialog())
			return;
		foresight.ask(this, Options.fieldsOf(this), told -> {
			plan = MessagePane.html(told.picture(), told.model(), told.line(), told.text());
			EventQueue.invokeLater(() -> MessagePane.update(plan));
		});
	}

	/** Called by the host for its button. */
	void choose() {
		ModelChooser.choose().ifPresent(name -> CommandInputs.set(this, CommandInputs.named(getClass(), "model"), name));
	}

	/** Called by the host for its button. */
	void help() {
		new HTMLDialog(Bridge.label(this).replace("...", ""), CommandHelp.of(this), false);
	}

	@Override
	public final void preview() {
		foresee();
		Map<String, Object> values = Options.fieldsOf(this);
		if (Boolean.TRUE.equals(values.get("preview")) && values.get("input") instanceof ImagePlus image)
			shown.show(image, values);
		else
			shown.end();
	}

	@Override
	public final void cancel() {
		endPreview();
		IJ.showStatus("");
	}
}
