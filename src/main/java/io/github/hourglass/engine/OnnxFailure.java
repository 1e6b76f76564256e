package io.github.hourglass.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What ONNX Runtime says when something goes wrong, in one sentence for the user. */
final class OnnxFailure {

	private static final Pattern NEWER_FORMAT = Pattern.compile("Unsupported model IR version: (\\d+), max supported IR version: (\\d+)");
	private static final Pattern NEWER_OPSET = Pattern.compile("Opset (\\d+) is under development.*support for domain (\\S+) is till opset (\\d+)");
	private static final Pattern UNKNOWN_OPERATOR = Pattern.compile("No Op registered for (\\S+) with domain_version of (\\d+)");
	private static final Pattern FOREIGN_OPERATOR = Pattern.compile("(\\S+)\\(-?\\d+\\) is not a registered function/op");
	private static final Pattern UNIMPLEMENTED = Pattern.compile("Could not find an implementation for (\\w+)\\((\\d+)\\)");
	private static final Pattern WRONG_TYPE = Pattern.compile("Type 'tensor\\((\\w+)\\)' of input parameter \\(.*\\) of operator \\((\\w+)\\)");
	private static final Pattern NOT_PARSED = Pattern.compile("Protobuf parsing failed|does not have a graph");
	private static final Pattern WEIGHTS_MISSING = Pattern.compile("External data path does not exist: \"?([^\"]+)\"?");
	private static final Pattern WEIGHTS_OUTSIDE = Pattern.compile("External data path escapes|Absolute path not allowed");
	private static final Pattern WEIGHTS_SHORT = Pattern.compile("External initializer: (\\S+) .*out of bounds");
	private static final Pattern OTHER_SHAPE = Pattern.compile("for output '([^']*)' .*has shape \\{(.*)\\} but the computed output shape for this run is \\{([^}]*)\\}");
	private static final Pattern NODE = Pattern.compile("running (\\w+) node\\. Name:'([^']*)' Status Message: (.*)");
	private static final Pattern MEMORY = Pattern.compile("Failed to allocate memory|bad_alloc|BFCArena|bfc_arena|out of memory|cudaErrorMemoryAllocation|CUDA failure 2:",
		Pattern.CASE_INSENSITIVE);

	/** cuDNN is loaded at the first operator that needs it, long after the network was opened. */
	private static final Pattern NO_CUDNN = Pattern.compile("cuDNN is unavailable or disabled for CUDA Execution Provider: (?:dlopen failed for \\S+: )?(.*)");
	private static final Pattern NO_CUDA_LIBRARY = Pattern.compile("ExecutionProvider_Cuda: Failed to load shared library");
	private static final String GPU_NEEDS = "the NVIDIA driver, CUDA 12 and cuDNN 9";

	/** Where in its source ONNX Runtime noticed the trouble, on which computer, and error codes: of no use to the user. */
	private static final Pattern NOISE = Pattern.compile("Error code - \\w+ - message: |Exception during initialization: |Load model from .*? failed: ?|Fatal error: |This is an invalid model\\. "
		+ "|\\[ONNXRuntimeError\\] : \\d+ : \\w+ : |(?:[A-Za-z]:)?[\\\\/][^\\s:]+\\.(?:cc|h|cpp|cu):\\d+ (?:[^()]*\\([^()]*(?:\\([^()]*\\)[^()]*)*\\) (?:const )?|\\S+::\\S+ )"
		+ "|\\b\\w+\\.(?:cc|h|cpp|cu):\\d+ (?:\\w+ )?|\\[with [^\\]]*\\] ?| ?; GPU=-?\\d+ ; hostname=.*");
	private static final int LONGEST = 300;
	private static final int FIRST_ONNX_BYTE = 8;

	private OnnxFailure() {}

	/** The library itself is not there or does not load. */
	static EngineException missing(LinkageError error) {
		return new EngineException("ONNX Runtime cannot be used on this computer (" + System.getProperty("os.name") + ", " + System.getProperty("os.arch")
			+ "); it comes for Linux and Windows on x64, Linux on arm64 and macOS on arm64. The reason given: " + sentence(error) + ".", error);
	}

	static EngineException noGpu(String version) {
		return new EngineException("This ONNX Runtime has no GPU support; use the device cpu, or replace onnxruntime-" + version + ".jar by onnxruntime_gpu-" + version
			+ ".jar (Linux and Windows; it needs " + GPU_NEEDS + ").");
	}

	static EngineException opening(Path file, Device device, Exception error) {
		String said = clean(error);
		if (isMemory(error))
			return new EngineException.OutOfMemory("There is not enough memory to open " + file + ".", error);
		if (device.kind() == Device.Kind.GPU && said.matches("(?i).*(cuda|cudnn|cublas).*"))
			return new EngineException("The device " + device + " cannot be used: " + gpuReason(said) + "; use the device cpu, or check " + GPU_NEEDS + ".", error);
		return new EngineException(file + " " + opening(file, said), error);
	}

	private static String gpuReason(String said) {
		return find(NO_CUDA_LIBRARY, said) != null ? "ONNX Runtime's CUDA library, or one that it needs, cannot be loaded" : brief(said);
	}

	private static String opening(Path file, String said) {
		MatchResult found;
		if ((found = find(NEWER_FORMAT, said)) != null)
			return "needs a newer ONNX Runtime: its format is version " + found.group(1) + ", and versions up to " + found.group(2)
				+ " can be read here; export it again with opset 17.";
		if ((found = find(NEWER_OPSET, said)) != null)
			return "needs a newer ONNX Runtime: it uses opset " + found.group(1) + ", and opsets up to " + found.group(3) + " can be run here; export it again with opset 17.";
		if ((found = find(UNKNOWN_OPERATOR, said)) != null)
			return "uses the operator '" + found.group(1) + "', which does not exist in opset " + found.group(2) + " of ONNX.";
		if ((found = find(FOREIGN_OPERATOR, said)) != null)
			return "uses the operator '" + found.group(1) + "', which is not part of ONNX and cannot be run here.";
		if ((found = find(UNIMPLEMENTED, said)) != null)
			return "uses the operator '" + found.group(1) + "' in its version " + found.group(2) + ", which cannot be run here; export it again with opset 17.";
		if ((found = find(WRONG_TYPE, said)) != null)
			return "uses the operator '" + found.group(2) + "' on numbers of type " + found.group(1) + ", which ONNX does not allow.";
		if (find(NOT_PARSED, said) != null)
			return notParsed(file);
		if ((found = find(WEIGHTS_MISSING, said)) != null)
			return "keeps its weights in another file, " + found.group(1) + ", which is missing.";
		if (find(WEIGHTS_OUTSIDE, said) != null)
			return "refers to weights outside its own folder, which is not allowed.";
		if ((found = find(WEIGHTS_SHORT, said)) != null)
			return "keeps the weights '" + found.group(1) + "' in another file, which is too short for them.";
		return "cannot be opened: " + brief(said) + ".";
	}

	/** Every writer puts the format version, field 1, first. */
	private static String notParsed(Path file) {
		try (InputStream in = Files.newInputStream(file)) {
			int first = in.read();
			return first < 0 ? "is empty." : first == FIRST_ONNX_BYTE ? "is cut short or damaged; download or export it again." : "is not an ONNX file.";
		}
		catch (IOException e) {
			return "cannot be read: " + e.getMessage() + ".";
		}
	}

	static EngineException running(String network, Map<String, Tensor> inputs, Throwable error) {
		String said = clean(error);
		if (error instanceof OutOfMemoryError || isMemory(error))
			return new EngineException.OutOfMemory("There is not enough memory to run the network " + network + " on " + inputs + ".", error);
		MatchResult found;
		if ((found = find(OTHER_SHAPE, said)) != null)
			return new EngineException(otherShape(network, found.group(1), found.group(3), found.group(2)), error);
		if ((found = find(NO_CUDNN, said)) != null)
			return new EngineException("The network " + network + " cannot run on the GPU: cuDNN cannot be loaded (" + brief(found.group(1).strip()) + "); use the device cpu, or check "
				+ GPU_NEEDS + ".", error);
		if ((found = find(NODE, said)) != null)
			return new EngineException("The network " + network + " failed on " + inputs + ", at its operator " + found.group(1)
				+ (found.group(2).isEmpty() ? "" : " '" + found.group(2) + "'") + ": " + brief(found.group(3)) + ".", error);
		return new EngineException("The network " + network + " failed on " + inputs + ": " + brief(said) + ".", error);
	}

	/** An output that no Java buffer can hold; smaller inputs may help. */
	static EngineException tooLarge(String network, TensorInfo output, long[] shape) {
		return new EngineException.OutOfMemory("The output '" + output.name() + "' of the network " + network + ", " + output.type() + Arrays.toString(shape)
			+ ", has more than the 2 GB that one tensor holds; use smaller tiles.", null);
	}

	static EngineException otherShape(String network, String output, long[] shape, Tensor given) {
		return new EngineException(otherShape(network, output, trim(Arrays.toString(shape)), trim(Arrays.toString(given.shape()))));
	}

	private static String otherShape(String network, String output, String computed, String given) {
		return "The output '" + output + "' of the network " + network + " has the shape [" + computed.replaceAll(",\\s*", ", ") + "] for these inputs, but the tensor given for it has ["
			+ given.replaceAll(",\\s*", ", ") + "].";
	}

	private static String trim(String list) {
		return list.substring(1, list.length() - 1);
	}

	/** The message in one line without codes and source positions, and without its full stop. */
	static String sentence(Throwable error) {
		return brief(clean(error));
	}

	private static String clean(Throwable error) {
		return NOISE.matcher(String.valueOf(error.getMessage()).replaceAll("\\s+", " ")).replaceAll("").strip();
	}

	private static String brief(String said) {
		String start = said.length() > LONGEST ? said.substring(0, LONGEST) + "…" : said;
		return start.endsWith(".") ? start.substring(0, start.length() - 1) : start;
	}

	private static boolean isMemory(Throwable error) {
		return MEMORY.matcher(String.valueOf(error.getMessage())).find();
	}

	private static MatchResult find(Pattern pattern, String text) {
		Matcher matcher = pattern.matcher(text);
		return matcher.find() ? matcher.toMatchResult() : null;
	}
}
