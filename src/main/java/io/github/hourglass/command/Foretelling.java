package io.github.hourglass.command;

import java.nio.file.Path;
import java.util.Map;

import io.github.hourglass.image.Progress;
import io.github.hourglass.predict.Forecast;

/** A command that can say before it runs what it will do. */
interface Foretelling {

	/**
	 * What a run would do.
	 *
	 * @param values of the command's fields, by name
	 * @throws RuntimeException as the run would, with the sentence for the user
	 */
	Told foretell(Map<String, Object> values, Progress progress);

	/**
	 * @param model its name; empty where none is used
	 * @param line what it is for, in one line
	 * @param picture of the model; null if there is none
	 * @param text what will happen
	 */
	record Told(String model, String line, Path picture, String text) {

		static Told of(Forecast forecast) {
			return new Told(forecast.model().name(), forecast.model().description().lines().findFirst().orElse(""), forecast.model().picture(), forecast.plan());
		}

		static Told of(String text) {
			return new Told("", "", null, text);
		}
	}
}
