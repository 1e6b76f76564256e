package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.UNet;
import io.github.hourglass.engine.Device;
import io.github.hourglass.engine.EngineException;

/** Without TensorFlow's native library the classes load, and opening a network says in one sentence what is missing. */
class TensorFlowMissingTest {

	@Test
	void aMissingLibraryIsOneSentence() throws IOException, InterruptedException {
		String classPath = Arrays.stream(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")).split(File.pathSeparator))
			.filter(entry -> !entry.matches(".*tensorflow-core-native-[\\d.]+-[a-z].*")).collect(Collectors.joining(File.pathSeparator));
		Process process = new ProcessBuilder(List.of(System.getProperty("java.home") + "/bin/java", "-cp", classPath, Child.class.getName())).redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		assertEquals(0, process.waitFor());
		assertEquals(2, said.lines().count(), said);
		assertTrue(said.startsWith("loaded"), said);
		assertTrue(said.contains("TensorFlow is not there for this platform"), said);
	}

	/** What the other process does. */
	static final class Child {

		public static void main(String[] arguments) throws ClassNotFoundException {
			Class.forName(TensorFlowNetwork.class.getName());
			Class.forName(TensorFlowTraining.class.getName());
			System.out.println("loaded");
			try {
				TensorFlowTraining.of(UNet.of(NetworkOptions.of(2), 1), Loss.L2, Optimizer.adam(), TrainingSettings.of(1), Device.CPU);
			}
			catch (EngineException e) {
				System.out.println(e.getMessage());
			}
		}
	}
}
