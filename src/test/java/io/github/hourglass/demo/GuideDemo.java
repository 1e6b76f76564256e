package io.github.hourglass.demo;

import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

/**
 * Makes the pictures of the user guide in {@code docs/images}, or in the folder that is named: takes those of {@link ScreenshotsDemo}
 * and makes those with images small. That of the training window is made by {@link TrainingWindowDemo}. Needs a display of
 * 1280 × 900 pixels: {@code xvfb-run -a -s "-screen 0 1280x900x24"}.
 */
public final class GuideDemo {

	/** Windows, as they are. */
	static final List<String> DIALOGS = List.of("denoise-dialog", "train-dialog", "model-chooser");
	/** Parts of the screen with images in them. */
	static final Map<String, Rectangle> PARTS = Map.of("segment-preview", new Rectangle(10, 80, 1152, 560), "example-segment-and-measure", new Rectangle(0, 76, 1046, 530));
	private static final int WIDTH = 800;

	private GuideDemo() {}

	public static void main(String[] args) throws Exception {
		Path target = Path.of(args.length > 0 ? args[0] : "docs/images");
		Path taken = Files.createTempDirectory("hourglass");
		Runtime.getRuntime().addShutdownHook(new Thread(() -> keep(taken, target))); // the other one ends the process
		ScreenshotsDemo.main(new String[] { taken.toString(), "denoise", "train", "choose", "preview", "example-segment-and-measure" });
	}

	private static void keep(Path taken, Path target) {
		try {
			for (String name : DIALOGS)
				Files.copy(taken.resolve(name + ".png"), target.resolve(name + ".png"), StandardCopyOption.REPLACE_EXISTING);
			for (Map.Entry<String, Rectangle> part : PARTS.entrySet())
				ImageIO.write(small(ImageIO.read(taken.resolve(part.getKey() + ".png").toFile()), part.getValue()), "jpg", target.resolve(part.getKey() + ".jpg").toFile());
		}
		catch (IOException e) {
			System.err.println("The pictures were not all taken: " + e.getMessage());
		}
	}

	private static BufferedImage small(BufferedImage screen, Rectangle part) {
		BufferedImage small = new BufferedImage(WIDTH, part.height * WIDTH / part.width, BufferedImage.TYPE_INT_RGB);
		Graphics2D graphics = small.createGraphics();
		graphics.drawImage(screen.getSubimage(part.x, part.y, part.width, part.height).getScaledInstance(small.getWidth(), small.getHeight(), Image.SCALE_AREA_AVERAGING), 0, 0, null);
		graphics.dispose();
		return small;
	}
}
