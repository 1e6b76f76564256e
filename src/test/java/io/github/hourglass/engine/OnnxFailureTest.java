package io.github.hourglass.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;

/** The messages are those of ONNX Runtime 1.28.0 for CUDA, word for word. */
class OnnxFailureTest {

	private static final String WAY_OUT = "; use the device cpu, or check the NVIDIA driver, CUDA 12 and cuDNN 9.";

	@Test
	void aMissingCudaLibraryIsSaidWithTheWayOut() {
		assertEquals("The device gpu:1 cannot be used: ONNX Runtime's CUDA library, or one that it needs, cannot be loaded" + WAY_OUT,
			opening("Error code - ORT_FAIL - message: OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library").getMessage());
	}

	@Test
	void theReasonThatCudaGivesIsAllThatIsTold() {
		assertEquals("The device gpu:1 cannot be used: CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version" + WAY_OUT,
			opening(cudaFailure(35, "CUDA driver version is insufficient for CUDA runtime version")).getMessage());
	}

	@Test
	void aFullGraphicsCardIsAMatterOfMemory() {
		assertInstanceOf(EngineException.OutOfMemory.class, opening(cudaFailure(2, "out of memory")));
	}

	@Test
	void aMissingCudnnIsSaidWithTheWayOut() {
		String said = "Error code - ORT_NOT_IMPLEMENTED - message: Non-zero status code returned while running Conv node. Name:'down0' Status Message: "
			+ "/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_kernel.h:272 static cudnnContext* onnxruntime::cuda::CudaKernel::RequireCudnnHandle(cudnnHandle_t) "
			+ "[ONNXRuntimeError] : 9 : NOT_IMPLEMENTED : cuDNN is unavailable or disabled for CUDA Execution Provider: "
			+ "dlopen failed for libcudnn.so: libcudnn.so: cannot open shared object file: No such file or directory\n";
		assertEquals("The network unet.onnx cannot run on the GPU: cuDNN cannot be loaded (libcudnn.so: cannot open shared object file: No such file or directory)" + WAY_OUT,
			OnnxFailure.running("unet.onnx", Map.of(), new Exception(said)).getMessage());
	}

	private static EngineException opening(String said) {
		return OnnxFailure.opening(Path.of("unet.onnx"), Device.parse("gpu:1"), new Exception(said));
	}

	private static String cudaFailure(int code, String reason) {
		String call = "std::conditional_t<THRW, void, onnxruntime::common::Status> onnxruntime::CudaCall(ERRTYPE, const char*, const char*, SUCCTYPE, const char*, const char*, int) "
			+ "[with ERRTYPE = cudaError; bool THRW = true; SUCCTYPE = cudaError; std::conditional_t<THRW, void, common::Status> = void] ";
		return "Error code - ORT_FAIL - message: /onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:154 " + call
			+ "/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:146 " + call + "CUDA failure " + code + ": " + reason
			+ " ; GPU=-1 ; hostname=host ; file=/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_execution_provider.cc ; line=341 ; expr=cudaSetDevice(info_.device_id); \n";
	}
}
