// Regions that are drawn over an image become labels to train on. Here two cells; the labels go to a temporary folder.
open("IMAGES/cells-2d-noisy.tif");
makeOval(188, 131, 39, 54);
Overlay.addSelection;
makeOval(230, 104, 42, 46);
Overlay.addSelection;
run("Select None");
run("Hourglass Annotate...", "input=cells-2d-noisy.tif kind=instances source=overlay destination=[" + getDirectory("temp") + "hourglass-labels.tif] overwrite=true");
