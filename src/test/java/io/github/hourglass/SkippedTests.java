package io.github.hourglass;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Names at the end of a run every test that was skipped, and why, so that a green run cannot hide one. */
public final class SkippedTests implements TestExecutionListener {

	private final List<String> skipped = new CopyOnWriteArrayList<>();

	@Override
	public void executionSkipped(TestIdentifier test, String reason) {
		skipped.add(name(test) + ": " + reason);
	}

	@Override
	public void executionFinished(TestIdentifier test, TestExecutionResult result) {
		if (result.getStatus() == TestExecutionResult.Status.ABORTED)
			skipped.add(name(test) + ": " + result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
	}

	@Override
	public void testPlanExecutionFinished(TestPlan plan) {
		if (skipped.isEmpty())
			return;
		System.out.println("Skipped:");
		skipped.stream().distinct().forEach(line -> System.out.println("  " + line));
		skipped.clear();
	}

	private static String name(TestIdentifier test) {
		String type = test.getSource().map(source -> {
			return source instanceof MethodSource method ? simple(method.getClassName()) + "." : "";
		}).orElse("");
		return type + test.getDisplayName();
	}

	private static String simple(String className) {
		return className.substring(className.lastIndexOf('.') + 1);
	}
}
