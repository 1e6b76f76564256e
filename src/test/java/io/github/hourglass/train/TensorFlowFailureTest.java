package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.UNet;
import io.github.hourglass.engine.Device;
import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.TensorFlowFailure;

/** What TensorFlow 2.18 says when a graphics card cannot be used, without and with its CUDA build, and what the user is told. */
class TensorFlowFailureTest {

	private static final String PLACED = "Cannot assign a device for operation Conv2D_2: {{node Conv2D_2}} was explicitly assigned to /device:GPU:0 but available devices are "
		+ "[ /job:localhost/replica:0/task:0/device:CPU:0 ]. Make sure the device specification refers to a valid device.";

	@Test
	void theLibraryForProcessorsSaysWhichOneToPutInItsPlace() {
		String said = said(PLACED + " The requested device appears to be a GPU, but CUDA is not enabled.\n\t [[Conv2D_2]]");
		assertTrue(said.startsWith("This TensorFlow has no GPU support; use the device cpu, or replace tensorflow-core-native"), said);
	}

	@Test
	void aMissingDriverOrCardIsTold() {
		assertEquals("The device gpu:1 cannot be used: TensorFlow finds no graphics card that it can use; use the device cpu, or check the NVIDIA driver, CUDA 12 and cuDNN 9.",
			said(PLACED + "\n\t [[Conv2D_2]]"));
	}

	@Test
	void aCardOfThatNumberMayNotBeThere() {
		assertTrue(said("'visible_device_list' listed an invalid Device id '1' but visible device count is 1").contains("no graphics card of that number"));
	}

	@Test
	void whatElseIsWrongIsPassedOnInOneSentence() {
		assertTrue(said("DNN library initialization failed. Look at the errors above for more details.\n\t [[{{node Conv2D_2}}]]").contains("DNN library initialization failed"));
	}

	@Test
	void aTrainingOnACardThatIsNotThereIsRefused() {
		EngineException refused = assertThrows(EngineException.class,
			() -> TensorFlowTraining.of(UNet.of(NetworkOptions.of(2), 1), Loss.L2, Optimizer.adam(), TrainingSettings.of(1), Device.parse("gpu:99")));
		assertTrue(refused.getMessage().contains("use the device cpu"), refused.getMessage());
		assertEquals(1, refused.getMessage().lines().count());
	}

	private static String said(String message) {
		return TensorFlowFailure.noGpu(Device.parse("gpu:1"), new IllegalArgumentException(message)).getMessage();
	}
}
