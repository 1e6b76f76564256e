package io.github.hourglass.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnginesTest {

	@TempDir
	Path folder;

	@Test
	void eachFileGetsTheEngineThatOpensIt() {
		assertEquals("onnx", Engines.forWeights(Path.of("unet.onnx")).name());
		assertSame(Engines.named("onnx"), Engines.forWeights(Path.of("unet.onnx")));
		assertTrue(Engines.names().contains("onnx"));
		assertEquals(List.of(), Engines.missing());
	}

	@Test
	void aFileThatNoEngineOpensIsRefusedWithTheEnginesThereAre() {
		String message = assertThrows(EngineException.class, () -> Engines.forWeights(Path.of("weights.pt"))).getMessage();
		assertTrue(message.contains("weights.pt") && message.contains("onnx"), message);
		message = assertThrows(EngineException.class, () -> Engines.named("torch")).getMessage();
		assertTrue(message.contains("'torch'") && message.contains("onnx"), message);
	}

	@Test
	void theContextClassLoaderDoesNotMatter() throws InterruptedException {
		Thread thread = new Thread(() -> assertTrue(Engines.names().contains("onnx")));
		thread.setContextClassLoader(null);
		Throwable[] failure = new Throwable[1];
		thread.setUncaughtExceptionHandler((where, e) -> failure[0] = e);
		thread.start();
		thread.join();
		assertEquals(null, failure[0]);
	}

	@Test
	void anEngineWhoseClassIsMissingLeavesTheOthersAndASentence() throws IOException {
		Path services = Files.createDirectories(folder.resolve("META-INF/services"));
		Files.writeString(services.resolve(Engine.class.getName()), "org.example.GoneEngine\n" + OnnxEngine.class.getName() + "\n");
		URL[] own = { folder.toUri().toURL() };
		try (URLClassLoader loader = new URLClassLoader(own, Engines.class.getClassLoader())) {
			Engines engines = new Engines(loader, Isolation.NEVER);
			assertEquals("onnx", engines.opening(Path.of("unet.onnx")).name());
			String message = assertThrows(EngineException.class, () -> engines.opening(Path.of("weights.pt"))).getMessage();
			assertTrue(message.contains("org.example.GoneEngine"), message);
		}
	}

	@Test
	void withoutItsLibraryTheOnnxEngineLoadsAndRefusesInOneSentence() throws Exception {
		Path model = new TinyModels().input("x", TensorType.FLOAT32, 1).node("Neg", "x", "y").output("y", TensorType.FLOAT32, 1).write(folder.resolve("net.onnx"));
		URL[] classes = { Engine.class.getProtectionDomain().getCodeSource().getLocation() };
		try (URLClassLoader loader = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
			Object engine = loader.loadClass(OnnxEngine.class.getName()).getConstructor().newInstance();
			Object options = loader.loadClass(EngineOptions.class.getName()).getMethod("cpu").invoke(null);
			Throwable thrown = assertThrows(ReflectiveOperationException.class,
				() -> engine.getClass().getMethod("open", Path.class, options.getClass()).invoke(engine, model, options)).getCause();
			assertEquals(EngineException.class.getName(), thrown.getClass().getName());
			assertTrue(thrown.getMessage().startsWith("ONNX Runtime cannot be used on this computer"), thrown.getMessage());
		}
	}
}
