package io.github.hourglass.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The {@code .npy} files in the test resources were written by NumPy 2. */
class NpyTest {

	@TempDir
	Path folder;

	private static Path resource(String name) {
		return Path.of("src/test/resources/io/github/hourglass/model", name);
	}

	@Test
	void bigEndianFortranOrderOfVersion2BecomesCOrder() {
		Tensor tensor = Npy.read(resource("float64_big_endian_fortran_v2.npy"));
		assertEquals("FLOAT64[2, 3, 4]", tensor.toString());
		for (int i = 0; i < 24; i++)
			assertEquals((i - 7) / 8.0, tensor.bytes().asDoubleBuffer().get(i));
	}

	@Test
	void halfFloatsOfVersion3KeepTheirBits() {
		Tensor tensor = Npy.read(resource("float16_v3.npy"));
		assertEquals("FLOAT16[2]", tensor.toString());
		assertEquals(0x3e00, tensor.bytes().asShortBuffer().get(0));
		assertEquals((short) 0xb400, tensor.bytes().asShortBuffer().get(1));
	}

	@Test
	void integersAndBooleansAreRead() {
		short[] shorts = new short[6];
		Npy.read(resource("int16_v1.npy")).bytes().asShortBuffer().get(shorts);
		assertArrayEquals(new short[] { -2500, -1500, -500, 500, 1500, 2500 }, shorts);
		int[] ints = new int[3];
		Npy.read(resource("uint32_big_endian.npy")).bytes().asIntBuffer().get(ints);
		assertArrayEquals(new int[] { 1, 65536, -1 }, ints);
		Tensor flags = Npy.read(resource("bool.npy"));
		assertEquals("BOOL[1, 3]", flags.toString());
		assertEquals(0, flags.bytes().get(1));
		assertEquals(1, flags.bytes().get(2));
	}

	@Test
	void aScalarHasNoAxes() {
		Tensor tensor = Npy.read(resource("scalar.npy"));
		assertEquals("UINT64[]", tensor.toString());
		assertEquals(7, tensor.bytes().asLongBuffer().get(0));
	}

	@Test
	void writtenBytesAreNumPysOwn() throws IOException {
		Tensor tensor = Npy.read(resource("int16_v1.npy"));
		Path copy = folder.resolve("copy.npy");
		Npy.write(copy, tensor);
		assertArrayEquals(Files.readAllBytes(resource("int16_v1.npy")), Files.readAllBytes(copy));
		Npy.write(copy, Npy.read(resource("scalar.npy")));
		assertArrayEquals(Files.readAllBytes(resource("scalar.npy")), Files.readAllBytes(copy));
		try (var files = Files.list(folder)) {
			assertEquals(1, files.count(), "temporary files must not stay");
		}
	}

	@ParameterizedTest
	@EnumSource(value = TensorType.class, names = "BFLOAT16", mode = EnumSource.Mode.EXCLUDE)
	void everyTypeComesBackAsItWasWritten(TensorType type) {
		Tensor tensor = Tensor.allocate(type, 3, 1, 5);
		ByteBuffer bytes = tensor.bytes();
		for (int i = 0; i < bytes.limit(); i++)
			bytes.put(i, (byte) (type == TensorType.BOOL ? i % 2 : 37 * i + 11));
		Path file = folder.resolve("tensor.npy");
		Npy.write(file, tensor);
		Tensor back = Npy.read(file);
		assertEquals(tensor.toString(), back.toString());
		assertEquals(tensor.bytes(), back.bytes());
	}

	@Test
	void emptyArraysAreRead() throws IOException {
		assertEquals(0, Npy.read(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3), }", 0)).elements());
	}

	@Test
	void whatIsNoPlainArrayIsRefusedInOneSentence() throws IOException {
		assertTrue(message(resource("text.npy")).contains("NumPy type '<U2'"));
		assertTrue(message(npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", 4)).contains("no plain array"));
		assertTrue(message(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }", 15)).contains("cut short"));
		assertTrue(message(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (99999, 99999, 99999, 99999), }", 16)).contains("2 GB"));
		assertTrue(message(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (536870912,), }", 16)).contains("2 GB"));
		assertTrue(message(Files.writeString(folder.resolve("a"), "no array")).contains("is not a NumPy file"));
		assertTrue(message(folder.resolve("absent.npy")).contains("cannot be read"));
	}

	@Test
	void aHeaderLongerThanTheFileIsRefusedBeforeAllocation() throws IOException {
		byte[] bytes = Files.readAllBytes(resource("float64_big_endian_fortran_v2.npy"));
		ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(8, 0x7fffffff);
		assertTrue(message(Files.write(folder.resolve("a.npy"), bytes)).contains("damaged .npy header"));
	}

	@Property(tries = 300)
	void damagedFilesGiveATensorOrAModelException(@ForAll @IntRange(max = 319) int position, @ForAll byte value, @ForAll boolean cut)
		throws IOException
	{
		byte[] bytes = Files.readAllBytes(resource("float64_big_endian_fortran_v2.npy"));
		bytes[position] = value;
		Path file = Files.createTempFile("damaged", ".npy");
		try {
			Files.write(file, cut ? Arrays.copyOf(bytes, position) : bytes);
			Npy.read(file);
		}
		catch (ModelException expected) {
			assertTrue(expected.getMessage().endsWith("."));
		}
		finally {
			Files.delete(file);
		}
	}

	private String message(Path file) {
		return assertThrows(ModelException.class, () -> Npy.read(file)).getMessage();
	}

	private Path npy(String header, int dataBytes) throws IOException {
		byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
		ByteBuffer bytes = ByteBuffer.allocate(10 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
		bytes.put(new byte[] { (byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0 }).putShort((short) text.length).put(text);
		return Files.write(Files.createTempFile(folder, "made", ".npy"), bytes.array());
	}
}
