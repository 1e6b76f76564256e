// Each object gets a number and a color; outlines lie over the image, and a table has a row for each.
open("IMAGES/cells-2d-noisy.tif");
run("Hourglass Segment...", "input=cells-2d-noisy.tif overlay=true table=true");
