package io.github.hourglass.command;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;

/** Asks a command, on a thread of its own, what it would do with the options chosen so far; a later question replaces an earlier one. */
final class Foresight {

	private static final int PAUSE_MILLIS = 300;

	private final AtomicInteger latest = new AtomicInteger();

	/** @param told gets the answer, or the sentence why it cannot be done, on that thread */
	void ask(Foretelling command, Map<String, Object> values, Consumer<Foretelling.Told> told) {
		int number = latest.incrementAndGet();
		Thread thread = new Thread(() -> answer(number, command, values, told), "hourglass-foresight");
		thread.setDaemon(true);
		thread.setPriority(Thread.MIN_PRIORITY);
		thread.start();
	}

	/** Answers no more. */
	void end() {
		latest.incrementAndGet();
	}

	private void answer(int number, Foretelling command, Map<String, Object> values, Consumer<Foretelling.Told> told) {
		Progress progress = new Silent(() -> number != latest.get());
		Foretelling.Told answer;
		try {
			Thread.sleep(PAUSE_MILLIS); // a word is typed letter by letter
			progress.check();
			answer = command.foretell(values, progress);
		}
		catch (CancelledException | InterruptedException replaced) {
			return;
		}
		catch (RuntimeException | OutOfMemoryError | LinkageError failure) {
			answer = Foretelling.Told.of(Main.sentence(failure));
		}
		if (!progress.cancelled())
			told.accept(answer);
	}

	/** Reports nowhere; cancelled once something newer is asked for. */
	record Silent(BooleanSupplier outdated) implements Progress {

		@Override
		public void report(String stage, long done, long total) {}

		@Override
		public void note(String sentence) {}

		@Override
		public boolean cancelled() {
			return outdated.getAsBoolean();
		}
	}
}
