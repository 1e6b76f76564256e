// A stack that is coarse, noisy and blurred along z gets four slices for each and is sharpened along z. Below, both seen from the side.
open("IMAGES/cells-3d-noisy.tif");
run("Hourglass Predict...", "input=cells-3d-noisy.tif model=restore-isotropic-3d");
selectWindow("cells-3d-noisy.tif");
run("Reslice [/]...", "output=0.2 start=Top");
rename("noisy from the side");
setSlice(64);
selectWindow("cells-3d-noisy-predicted");
run("Reslice [/]...", "output=0.2 start=Top");
rename("restored from the side");
setSlice(64);
