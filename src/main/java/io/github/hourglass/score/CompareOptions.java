package io.github.hourglass.score;

import io.github.hourglass.image.Setting;

/** What a user may choose when a result is compared with the truth; the command Compare has these options. */
public record CompareOptions(
	@Setting(label = "Kind", byDefault = "auto", choices = { "auto", "images", "labels" }, text = "Whether intensities are compared or objects; auto looks at the pixels.")
	String kind,
	@Setting(label = "Range", byDefault = "auto", text = "The range of values that counts as signal for PSNR and SSIM: auto (largest minus least value of the truth), type (255 for 8 bits, 65535 for 16), or a number.")
	String range,
	@Setting(label = "Fit", byDefault = "false", text = "Scale and shift the result first, so that its squared difference to the truth is least, as is usual for CARE and Noise2Void.")
	boolean fit,
	@Setting(label = "Dimensions", byDefault = "2", choices = { "2", "3" }, text = "Whether SSIM looks at structure plane by plane or in volumes.")
	String dimensions,
	@Setting(label = "Threshold", byDefault = "0.5", min = 0.01, max = 1, text = "From which intersection over union on two objects match, for precision, recall, F1, panoptic quality and the picture.")
	double threshold)
{

	private static final String AUTO = "auto";
	private static final String TYPE = "type";

	/** Refuses what cannot be understood, naming the option. */
	public CompareOptions {
		range = range.strip().toLowerCase(java.util.Locale.ROOT);
		if (!range.equals(AUTO) && !range.equals(TYPE) && !(number(range) > 0 && number(range) < Double.POSITIVE_INFINITY))
			throw new IllegalArgumentException("range cannot be '" + range + "'; use auto, type, or a number above 0, such as 255.");
	}

	/** Everything as it is where a user says nothing. */
	public static CompareOptions standard() {
		return new CompareOptions(AUTO, AUTO, false, "2", 0.5);
	}

	boolean isRangeOfTruth() {
		return range.equals(AUTO);
	}

	boolean isRangeOfType() {
		return range.equals(TYPE);
	}

	/** The range as a number; NaN where it is none. */
	double rangeNumber() {
		return number(range);
	}

	private static double number(String text) {
		try {
			return Double.parseDouble(text);
		}
		catch (NumberFormatException e) {
			return Double.NaN;
		}
	}
}
