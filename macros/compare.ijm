// Denoises the bundled test image and tells how near the noisy and the denoised image are to the clean one.
//
// Every key may be left out; then it takes the default written here. Label images are compared by their objects.

open("test-images/cells-2d-clean.tif"); // paths of your own here
open("test-images/cells-2d-noisy.tif");
run("Hourglass Denoise...", "input=cells-2d-noisy.tif");

compare("cells-2d-noisy.tif");
compare("cells-2d-noisy-denoised");

function compare(result) {
	run("Hourglass Compare...", "input=[" + result + "] truth=cells-2d-clean.tif"
		+ " kind=auto"          // or images, labels
		+ " range=auto"         // of the truth; or type, or a number such as 255
		+ " fit=false"          // true: scale and shift the result to the truth first
		+ " dimensions=2"       // or 3: structure (SSIM) in volumes
		+ " threshold=0.5"      // of objects, from which overlap (IoU) on they match
		+ " difference=true"    // false: no picture of the difference
		+ " destination=[]"     // or a file for the picture
		+ " table=[]"           // or a .csv file for the scores
		+ " overwrite=false");
}
