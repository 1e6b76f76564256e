package io.github.hourglass.io;

import io.github.hourglass.image.Setting;

/** What a user may choose when regions drawn on an image become labels to train on. */
public record AnnotationOptions(
	@Setting(label = "Kind", byDefault = "instances", choices = { "instances", "classes" }, text = "What the labels tell: instances (each region is an object of its own) or classes (each region is of the class it is named after).")
	String kind,
	@Setting(label = "Source", byDefault = "auto", choices = { "auto", "manager", "overlay" }, text = "Where the regions are: in the ROI Manager, in the overlay of the image, or auto, the first of them that has some.")
	String source,
	@Setting(label = "Rois", byDefault = "", text = "A .roi file or a .zip of them to take instead.")
	String rois,
	@Setting(label = "Labels", byDefault = "", text = "A label image to take instead of regions, painted or corrected by hand: its file, or in ImageJ the title of an open image.")
	String labels,
	@Setting(label = "Classes", byDefault = "", text = "The names of the classes from 1 on, joined by commas; empty takes the names of the regions in alphabetical order.")
	String classes,
	@Setting(label = "Unpainted", byDefault = "auto", choices = { "auto", "ignore", "background" }, text = "What pixels outside all regions, or 0 in a label image, are: ignore (nobody looked at them, for classes only) or background; auto is ignore if a region is named background, else background.")
	String unpainted)
{

	/** In labels of classes, what nobody looked at. */
	static final int IGNORED = 255;

	public AnnotationOptions {
		if (!kind.equals("classes") && unpainted.equals("ignore"))
			throw new IllegalArgumentException("unpainted cannot be 'ignore' for instances, where all objects must be drawn; use background.");
	}

	boolean areClasses() {
		return kind.equals("classes");
	}
}
