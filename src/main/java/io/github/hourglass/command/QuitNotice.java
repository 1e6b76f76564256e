package io.github.hourglass.command;

import java.awt.GraphicsEnvironment;
import java.util.List;
import java.util.stream.Collectors;

import ij.CommandListener;
import ij.Executer;
import ij.IJ;
import io.github.hourglass.image.Lines;
import io.github.hourglass.train.TrainingProcess;

/**
 * Says, when the host is closed while a training is watched, that it goes on and how to find it: in a message where a person
 * chose <em>Quit</em>, else on the standard error.
 */
final class QuitNotice implements CommandListener {

	private static boolean installed;
	private static volatile boolean told;

	private QuitNotice() {}

	/** From now on; only the first call does anything. */
	static synchronized void install() {
		if (installed)
			return;
		installed = true;
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			if (!told)
				notices().forEach(System.err::println);
		}, "hourglass-quit"));
		Executer.addCommandListener(new QuitNotice());
	}

	/** One sentence for each training that is being watched. */
	static List<String> notices() {
		return TrainingProcess.watched().stream().map(TrainingProcess::notice).distinct().toList();
	}

	@Override
	public String commandExecuting(String command) {
		List<String> notices = command.equals("Quit") && !GraphicsEnvironment.isHeadless() && !IJ.isMacro() ? notices() : List.of();
		if (!notices.isEmpty()) {
			told = true;
			IJ.showMessage("Hourglass", notices.stream().map(Lines::broken).collect(Collectors.joining("\n \n")));
		}
		return command;
	}
}
