package io.github.hourglass.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

import javax.imageio.ImageIO;
import javax.swing.JEditorPane;
import javax.swing.text.html.HTMLDocument;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureTest {

	@TempDir
	Path folder;

	@Test
	void aPictureIsFittedIntoTheSquare() throws IOException {
		Path file = folder.resolve("cover.png");
		BufferedImage wide = new BufferedImage(400, 100, BufferedImage.TYPE_INT_RGB);
		for (int x = 0; x < 400; x++)
			for (int y = 0; y < 100; y++)
				wide.setRGB(x, y, 0x2080c0);
		ImageIO.write(wide, "png", file.toFile());
		BufferedImage small = Picture.of(file, 96);
		assertEquals(96, small.getWidth());
		assertEquals(24, small.getHeight());
		assertEquals(0xff2080c0, small.getRGB(40, 10));
	}

	@Test
	void whatIsNoPictureOrTooLargeIsNotShown() throws IOException {
		assertNull(Picture.of(null, 96));
		assertNull(Picture.of(folder.resolve("gone.png"), 96));
		assertNull(Picture.of(Files.writeString(folder.resolve("text.png"), "no picture"), 96));
		assertNull(Picture.of(Files.write(folder.resolve("bomb.png"), header(100_000, 100_000)), 96));
	}

	/** The beginning of a PNG that would take 30 GB. */
	private static byte[] header(int width, int height) throws IOException {
		ByteArrayOutputStream chunk = new ByteArrayOutputStream();
		DataOutputStream to = new DataOutputStream(chunk);
		to.write("IHDR".getBytes(StandardCharsets.US_ASCII));
		to.writeInt(width);
		to.writeInt(height);
		to.write(new byte[] { 8, 2, 0, 0, 0 });
		CRC32 sum = new CRC32();
		sum.update(chunk.toByteArray());
		ByteArrayOutputStream png = new ByteArrayOutputStream();
		DataOutputStream file = new DataOutputStream(png);
		file.write(new byte[] { (byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10 });
		file.writeInt(13);
		file.write(chunk.toByteArray());
		file.writeInt((int) sum.getValue());
		return png.toByteArray();
	}

	@Test
	void aMessageIsTextWhateverAModelSaysOfItself() {
		JEditorPane pane = new JEditorPane("text/html", MessagePane.html(null, "<script>alert(1)</script>", "a < b & c", "24 tiles"));
		HTMLDocument document = (HTMLDocument) pane.getDocument();
		assertTrue(document.getElement("hourglass-plan") != null, "the pane can be found again");
		String shown = pane.getText().replaceAll("\\s+", " ");
		assertTrue(shown.contains("&lt;script&gt;") && shown.contains("a &lt; b &amp; c") && shown.contains("24 tiles"), shown);
	}
}
