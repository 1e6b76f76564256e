package io.github.hourglass.io;

import java.util.List;
import java.util.stream.IntStream;

import io.github.hourglass.image.Metadata;

/** Lookup tables of 256 red, then 256 green, then 256 blue values. */
final class Luts {

	private static final int[] CHANNELS = { 0xff0000, 0x00ff00, 0x0000ff, 0xffffff, 0x00ffff, 0xff00ff, 0xffff00, 0xffffff };

	private Luts() {}

	/** From black to a color, given as {@code 0xrrggbb}. */
	static byte[] ofColor(int rgb) {
		byte[] lut = new byte[768];
		for (int part = 0; part < 3; part++)
			for (int i = 0; i < 256; i++)
				lut[256 * part + i] = (byte) ((rgb >> 16 - 8 * part & 0xff) * i / 255);
		return lut;
	}

	/** The color that ImageJ 1.x gives to channel {@code c}, from 0. */
	static byte[] ofChannel(int c) {
		return ofColor(c < CHANNELS.length ? CHANNELS[c] : 0xffffff);
	}

	/** How the three parts of an RGB image are shown where they are channels of their own. */
	static List<Metadata.Channel> redGreenBlue() {
		return IntStream.range(0, 3).mapToObj(c -> new Metadata.Channel("", ofChannel(c), 0, 255)).toList();
	}

	/** From white to black. */
	static byte[] inverted() {
		byte[] lut = new byte[768];
		for (int i = 0; i < 768; i++)
			lut[i] = (byte) (255 - i);
		return lut;
	}

	static boolean isGray(byte[] lut) {
		for (int i = 0; i < 768; i++)
			if (lut[i] != (byte) i)
				return false;
		return true;
	}

	static boolean isInverted(byte[] lut) {
		return java.util.Arrays.equals(lut, inverted());
	}
}
