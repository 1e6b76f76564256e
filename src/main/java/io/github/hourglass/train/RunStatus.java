package io.github.hourglass.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.github.hourglass.model.YamlText;

/**
 * What a run says of itself in {@code status.json}, every five seconds and whenever its state changes.
 *
 * @param state what it is doing
 * @param step optimizer steps done
 * @param steps of the whole training
 * @param epoch epochs done
 * @param epochs of the whole training
 * @param loss of the last steps; NaN before the first
 * @param heartbeat when this was written
 * @param host name of the machine
 * @param process its process id there
 * @param device such as {@code cpu}
 * @param stepSeconds mean duration of the last steps; NaN before the first
 * @param remainingSeconds estimated; NaN where unknown
 * @param message the last sentence for the user, such as why it failed; may be empty
 */
public record RunStatus(State state, long step, long steps, int epoch, int epochs, double loss, Instant heartbeat, String host, long process,
	String device, double stepSeconds, double remainingSeconds, String message)
{

	/** FINISHED, CANCELLED and FAILED are ends. */
	public enum State { PREPARING, TRAINING, VALIDATING, PAUSED, EXPORTING, FINISHED, CANCELLED, FAILED }

	private static final long MOST_BYTES = 1 << 20;

	/** Another state, from now on. */
	RunStatus in(State newState, String newMessage) {
		return new RunStatus(newState, step, steps, epoch, epochs, loss, Instant.now(), host, process, device, stepSeconds, remainingSeconds, newMessage);
	}

	/** Further on; the remaining time follows. */
	RunStatus at(long newStep, int newEpoch, double newLoss, double newStepSeconds) {
		return new RunStatus(state, newStep, steps, newEpoch, epochs, newLoss, Instant.now(), host, process, device, newStepSeconds,
			newStepSeconds * (steps - newStep), message);
	}

	/** With no more than so much time left. */
	RunStatus atMost(double seconds) {
		double left = Math.max(0, Double.isNaN(remainingSeconds) ? seconds : Math.min(remainingSeconds, seconds));
		return new RunStatus(state, step, steps, epoch, epochs, loss, heartbeat, host, process, device, stepSeconds, left, message);
	}

	/** The status of a run folder, or null if there is none that can be read. */
	public static RunStatus read(Path folder) {
		try {
			Path file = folder.resolve(TrainingRun.STATUS);
			if (Files.size(file) > MOST_BYTES)
				return null;
			Map<String, Object> map = YamlText.read(Files.readAllBytes(file), file.toString());
			return new RunStatus(State.valueOf(String.valueOf(map.get("state")).toUpperCase(Locale.ROOT)), (long) number(map, "step"), (long) number(map, "steps"),
				(int) number(map, "epoch"), (int) number(map, "epochs"), number(map, "loss"), Instant.parse(String.valueOf(map.get("heartbeat"))),
				String.valueOf(map.get("host")), (long) number(map, "process"), String.valueOf(map.get("device")), number(map, "step_seconds"),
				number(map, "remaining_seconds"), String.valueOf(map.get("message")));
		}
		catch (IOException | RuntimeException e) {
			return null;
		}
	}

	private static double number(Map<String, Object> map, String key) {
		return map.get(key) instanceof Number number ? number.doubleValue() : Double.NaN;
	}

	String json() {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("state", state.name().toLowerCase(Locale.ROOT));
		fields.put("step", step);
		fields.put("steps", steps);
		fields.put("epoch", epoch);
		fields.put("epochs", epochs);
		fields.put("loss", loss);
		fields.put("heartbeat", heartbeat.toString());
		fields.put("host", host);
		fields.put("process", process);
		fields.put("device", device);
		fields.put("step_seconds", stepSeconds);
		fields.put("remaining_seconds", remainingSeconds);
		fields.put("message", message);
		StringBuilder json = new StringBuilder("{\n");
		fields.forEach((name, value) -> json.append(json.length() > 2 ? ",\n" : "").append("  \"").append(name).append("\": ").append(json(value)));
		return json.append("\n}\n").toString();
	}

	private static String json(Object value) {
		if (value instanceof Double number)
			return Double.isFinite(number) ? number.toString() : "null";
		if (value instanceof Number)
			return value.toString();
		StringBuilder text = new StringBuilder("\"");
		for (char c : value.toString().toCharArray())
			if (c == '"' || c == '\\')
				text.append('\\').append(c);
			else if (c < ' ')
				text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
			else
				text.append(c);
		return text.append('"').toString();
	}
}
