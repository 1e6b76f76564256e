package io.github.hourglass.model;

import java.nio.file.Path;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Another folder for what belongs to the user, as long as a test runs. */
public final class OtherHome implements AfterEachCallback {

	private String before;

	/** Makes {@code home} the user's folder. */
	public void use(Path home) {
		before = System.setProperty("hourglass.home", home.toString());
	}

	@Override
	public void afterEach(ExtensionContext context) {
		if (before == null)
			System.clearProperty("hourglass.home");
		else
			System.setProperty("hourglass.home", before);
	}
}
