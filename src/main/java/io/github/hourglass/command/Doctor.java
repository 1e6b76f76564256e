package io.github.hourglass.command;

import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

import io.github.hourglass.image.Progress;
import io.github.hourglass.predict.Diagnosis;
import io.github.hourglass.ui.ReportWindow;

/** <em>Plugins &gt; Hourglass &gt; Hourglass Doctor</em>: what is installed, what works, and what mends the rest. */
@Plugin(type = Command.class, menuPath = "Plugins>Hourglass>Hourglass Doctor", headless = true,
	description = "Tells what is installed, what of it really works and how fast, and what mends the rest.")
public final class Doctor extends HostCommand {

	@Override
	void work(Progress progress) {
		ReportWindow.show("Hourglass Doctor", Diagnosis.of(progress).text());
	}
}
