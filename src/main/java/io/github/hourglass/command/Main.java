package io.github.hourglass.command;

import java.io.PrintStream;
import java.util.concurrent.Callable;

import io.github.hourglass.engine.Isolation;
import io.github.hourglass.image.CancelledException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The command line: {@code hourglass denoise IN OUT}, {@code hourglass models test PACKAGE}, … Needs no display. The exit
 * code is 0 only if all that was asked for is there and complete; 1 after a failure (one sentence on the standard error), 2
 * for a wrong command line, 130 when cancelled.
 */
public final class Main {

	static final int FAILED = 1;
	static final int CANCELLED = 130;
	private static final long CLEAN_UP_MILLIS = 10_000;

	/** True once the process was told to end. */
	private static volatile boolean ending;

	private Main() {}

	public static void main(String[] arguments) {
		boolean training = arguments.length > 0 && arguments[0].equals("train"); // holds TensorFlow itself, and memory enough
		if (System.getProperty(Isolation.PROPERTY) == null)
			System.setProperty(Isolation.PROPERTY, training ? "never" : "first");
		int code = run(arguments, System.out, System.err);
		boolean threadsStay = arguments.length > 0 && arguments[0].equals("macro"); // ImageJ's own
		if ((code != 0 || threadsStay) && !ending) // else exit would wait for itself
			System.exit(code);
	}

	/** Runs one command line and returns its exit code. */
	static int run(String[] arguments, PrintStream out, PrintStream err) {
		CommandLine line = new CommandLine(new Top(out));
		line.addSubcommand("denoise", PredictionLine.spec("Denoise or restore an image; without --model with a bundled model.", "denoise noisy.tif denoised.tif", out, err));
		line.addSubcommand("predict", PredictionLine.spec("Apply any model to an image.", "predict image.tif out.tif --model my-model.zip", out, err));
		line.addSubcommand("segment", SegmentLine.spec(out, err));
		line.addSubcommand("train", TrainLine.spec(out, err));
		line.addSubcommand("watch", WatchLine.spec(out, err));
		line.addSubcommand("annotate", AnnotateLine.spec(err));
		line.addSubcommand("macro", MacroLine.spec(err));
		line.addSubcommand("doctor", DoctorLine.spec(out, err));
		line.addSubcommand("compare", CompareLine.spec(out, err));
		line.addSubcommand("simulate", SimulateLine.spec(err));
		line.addSubcommand("worker", WorkerLine.spec());
		line.addSubcommand("models", ModelsLine.commandLine(out, err));
		line.setOut(new java.io.PrintWriter(out, true));
		line.setErr(new java.io.PrintWriter(err, true));
		line.setExecutionExceptionHandler((failure, command, parsed) -> report(failure, err));
		line.setParameterExceptionHandler((misuse, given) -> misuse(misuse, err));
		line.getSubcommands().values().forEach(Main::arrange);
		try {
			return line.execute(arguments);
		}
		catch (OutOfMemoryError | LinkageError failure) {
			return report(failure, err);
		}
	}

	/** Options in the order of their record, after a short synopsis; every command tells the version. */
	private static void arrange(CommandLine line) {
		CommandSpec spec = line.getCommandSpec();
		spec.usageMessage().sortOptions(false).abbreviateSynopsis(true);
		spec.versionProvider(new Version());
		line.getSubcommands().values().forEach(Main::arrange);
	}

	private static int misuse(CommandLine.ParameterException misuse, PrintStream err) {
		CommandSpec spec = misuse.getCommandLine().getCommandSpec();
		err.println("hourglass: " + misuse.getMessage());
		err.println("'" + spec.qualifiedName() + " --help' tells what there is.");
		return CommandLine.ExitCode.USAGE;
	}

	/** One sentence for the user; the stack trace only where {@code -Dhourglass.trace=true} asks for it. */
	private static int report(Throwable failure, PrintStream err) {
		if (traces())
			failure.printStackTrace(err);
		err.println("hourglass: " + sentence(failure));
		return failure instanceof CancelledException ? CANCELLED : FAILED;
	}

	static boolean traces() {
		return Boolean.getBoolean("hourglass.trace");
	}

	static String sentence(Throwable failure) {
		if (failure instanceof OutOfMemoryError)
			return "Java ran out of memory; give it more (on the command line with JAVA_OPTS=-Xmx4g, in ImageJ under Edit > Options > Memory & Threads), or use smaller tiles.";
		String message = failure.getMessage();
		return message == null || message.isBlank() ? "This should not happen (" + failure.getClass().getSimpleName() + "); please report it." : message;
	}

	/**
	 * Does the work with progress on the standard error. When the process is told to end (Ctrl-C, a cluster's time limit) the
	 * work is cancelled and given time to remove what is half written.
	 */
	static int work(PrintStream err, Work work) throws Exception {
		Thread worker = Thread.currentThread();
		try (ConsoleProgress progress = new ConsoleProgress(err, watched())) {
			Thread onExit = new Thread(() -> {
				ending = true;
				progress.cancel();
				try {
					worker.join(CLEAN_UP_MILLIS);
				}
				catch (InterruptedException e) {
					Thread.currentThread().interrupt();
				}
			}, "hourglass-cancel");
			Runtime.getRuntime().addShutdownHook(onExit);
			try {
				work.run(progress);
				return 0;
			}
			finally {
				removeHook(onExit);
			}
		}
	}

	/** True if a person watches the standard error; the start script knows, Java itself can only guess. */
	private static boolean watched() {
		String terminal = System.getProperty("hourglass.terminal");
		return terminal == null ? System.console() != null : Boolean.parseBoolean(terminal);
	}

	private static void removeHook(Thread onExit) {
		try {
			Runtime.getRuntime().removeShutdownHook(onExit);
		}
		catch (IllegalStateException e) {
			// the process is ending already: the hook itself waits for this thread
		}
	}

	/** What {@link #work} does. */
	@FunctionalInterface
	interface Work {

		void run(ConsoleProgress progress) throws Exception;
	}

	@Command(name = "hourglass", mixinStandardHelpOptions = true, versionProvider = Version.class,
		synopsisSubcommandLabel = "COMMAND", description = "Image-to-image networks for images and volumes of any size.",
		exitCodeListHeading = "%nExit codes:%n",
		exitCodeList = { "0:All that was asked for is there and complete.", "1:It failed; one sentence on the standard error says why.", "2:The command line is wrong.",
			"130:It was cancelled." },
		footer = { "", "'hourglass COMMAND --help' tells more of each." })
	private record Top(PrintStream out) implements Callable<Integer> {

		@Override
		public Integer call() {
			new CommandLine(this).usage(out);
			return CommandLine.ExitCode.USAGE;
		}
	}

	static final class Version implements CommandLine.IVersionProvider {

		@Override
		public String[] getVersion() {
			String version = Main.class.getPackage().getImplementationVersion();
			return new String[] { "Hourglass " + (version == null ? "(development)" : version) };
		}
	}
}
