open("IMAGES/cells-3d-clean.tif"); // the same volume without noise
