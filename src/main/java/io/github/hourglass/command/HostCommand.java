package io.github.hourglass.command;

import java.awt.GraphicsEnvironment;

import org.scijava.command.ContextCommand;
import org.scijava.log.LogService;
import org.scijava.plugin.Parameter;
import org.scijava.ui.UIService;

import ij.macro.Interpreter;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Lines;
import io.github.hourglass.image.Progress;

/**
 * What our commands in ImageJ share: work with progress in the status line, on images that are locked meanwhile, ended by ESC,
 * and one sentence where it fails. After either the command counts as canceled and has no outputs; only a failure opens the host's message box.
 */
abstract class HostCommand extends ContextCommand {

	/** Stands in a message called {@code more} above the options that are rarely given. */
	static final String MORE = "<html><b>More options</b>, which suit most images as they are:</html>";

	@Parameter
	private LogService log;

	@Parameter(required = false)
	private UIService ui;

	private boolean asked, scripted;

	/** A person has filled in a dialog of it. */
	final void asked() {
		asked = true;
	}

	/** A macro has given its options. */
	final void scripted() {
		scripted = true;
	}

	/** True if a person waits for it and not a macro: as far as can be known, where the host shows its windows. */
	final boolean isInteractive() {
		return !GraphicsEnvironment.isHeadless() && (asked || !scripted && ui != null && ui.isVisible());
	}

	/** True while ImageJ2 or Fiji may be showing its dialog. */
	final boolean mayHaveDialog() {
		return ui != null && ui.isVisible() && !scripted && !Interpreter.isBatchMode();
	}

	/** Does what the command is for; whatever it throws is told to the user in one sentence. */
	abstract void work(Progress progress);

	@Override
	public final void run() {
		try (HostProgress progress = new HostProgress(this::isCanceled); HeldImages images = new HeldImages(CommandInputs.imagesOf(this))) {
			work(progress);
			images.tellClosed(progress);
		}
		catch (CancelledException byTheUser) {
			cancel("");
		}
		catch (RuntimeException | OutOfMemoryError | LinkageError failure) {
			String sentence = Main.sentence(failure);
			if (log != null && (ui == null || !ui.isVisible())) // else the host opens a message box
				log.error(sentence);
			if (log != null && Main.traces())
				log.error(failure);
			cancel(forTheHost(sentence));
		}
	}

	/** In lines that fit, where the host is to show it in a message box. */
	final String forTheHost(String sentence) {
		return ui != null && ui.isVisible() ? Lines.broken(sentence) : sentence;
	}

	/** Null after a cancel by the user, so that the host does not tell them what they know. */
	@Override
	public String getCancelReason() {
		String reason = super.getCancelReason();
		return reason == null || reason.isEmpty() ? null : reason;
	}
}
