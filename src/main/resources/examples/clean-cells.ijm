open("IMAGES/cells-2d-clean.tif"); // the same cells without noise
