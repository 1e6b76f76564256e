package io.github.hourglass.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;

/** Random changes of a file: of its bytes, or of one field of the protobuf message in it, wherever that lies. */
final class Mutation {

	private static final long[] NUMBERS = { 0, 1, -1, 2, 3, 7, 64, 255, 65_536, 1_000_000, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 32, 1L << 40, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE };
	private static final String[] TEXTS = { "", "x", "../../../etc/passwd", "/dev/zero", "\u0000", "a/b", "^x", ":0", "Conv", "Loop", "If", "Neg", "ReadFile", "PyFunc", "StatefulPartitionedCall" };
	private static final int MOST_TEXTS = 2000;
	/** How often fields that hold messages are preferred, and changed further inside. */
	private static final double DEEPER = 0.85;

	private final Random random;
	private final List<String> texts = new ArrayList<>(List.of(TEXTS));

	Mutation(Random random) {
		this.random = random;
	}

	/** A few bytes changed, or some cut out, doubled or cut off at the end. */
	byte[] bytes(byte[] file) {
		byte[] bytes = file.clone();
		for (int i = few(); i >= 0 && bytes.length > 8; i--) {
			int at = random.nextInt(bytes.length), length = Math.min(bytes.length - at, 1 + random.nextInt(16));
			switch (random.nextInt(5)) {
				case 0, 1 -> bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : bytes[at] ^ 1 << random.nextInt(8));
				case 2 -> Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0 : -1));
				case 3 -> {
					byte[] doubled = Arrays.copyOf(bytes, bytes.length + length);
					System.arraycopy(bytes, at, doubled, at + length, bytes.length - at);
					bytes = doubled;
				}
				default -> {
					System.arraycopy(bytes, at + length, bytes, at, bytes.length - at - length);
					bytes = Arrays.copyOf(bytes, bytes.length - length);
				}
			}
		}
		return random.nextInt(6) > 0 ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length));
	}

	private int few() {
		return Math.max(0, random.nextInt(6) - 2);
	}

	/** One to four fields changed. */
	byte[] message(Message message) {
		collect(message);
		Message.Builder builder = message.toBuilder();
		for (int i = few(); i >= 0; i--)
			change(builder);
		return builder.buildPartial().toByteArray();
	}

	/** Texts of the message itself, which name nodes, operators and tensors. */
	private void collect(Message message) {
		for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet())
			for (Object value : field.getKey().isRepeated() ? (List<?>) field.getValue() : List.of(field.getValue()))
				if (value instanceof Message inner)
					collect(inner);
				else if (value instanceof String text && texts.size() < MOST_TEXTS)
					texts.add(text);
	}

	private void change(Message.Builder builder) {
		List<FieldDescriptor> fields = List.copyOf(builder.getAllFields().keySet());
		if (fields.isEmpty() || random.nextInt(20) == 0) {
			add(builder);
			return;
		}
		List<FieldDescriptor> deeper = fields.stream().filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE).toList();
		List<FieldDescriptor> chosen = deeper.isEmpty() || random.nextDouble() > DEEPER ? fields : deeper;
		FieldDescriptor field = chosen.get(random.nextInt(chosen.size()));
		if (!field.isRepeated())
			builder.setField(field, changed(field, builder.getField(field)));
		else
			changeList(builder, field);
	}

	private void changeList(Message.Builder builder, FieldDescriptor field) {
		List<Object> values = new ArrayList<>((List<?>) builder.getField(field));
		int at = random.nextInt(values.size());
		boolean deeper = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && random.nextDouble() < DEEPER;
		switch (deeper ? 0 : random.nextInt(5)) {
			case 0, 1 -> values.set(at, changed(field, values.get(at)));
			case 2 -> values.remove(at);
			case 3 -> values.add(random.nextInt(values.size() + 1), values.get(at));
			default -> values.add(values.remove(at));
		}
		builder.clearField(field);
		values.forEach(value -> builder.addRepeatedField(field, value));
	}

	/** Sets a field that was not there. */
	private void add(Message.Builder builder) {
		List<FieldDescriptor> all = builder.getDescriptorForType().getFields().stream().filter(field -> field.getJavaType() != FieldDescriptor.JavaType.MESSAGE).toList();
		if (all.isEmpty())
			return;
		FieldDescriptor field = all.get(random.nextInt(all.size()));
		if (field.isRepeated())
			builder.addRepeatedField(field, changed(field, null));
		else
			builder.setField(field, changed(field, field.getDefaultValue()));
	}

	private Object changed(FieldDescriptor field, Object value) {
		long number = NUMBERS[random.nextInt(NUMBERS.length)];
		return switch (field.getJavaType()) {
			case INT -> (int) number;
			case LONG -> number;
			case FLOAT -> random.nextBoolean() ? Float.NaN : (float) number;
			case DOUBLE -> random.nextBoolean() ? Double.NaN : (double) number;
			case BOOLEAN -> random.nextBoolean();
			case STRING -> texts.get(random.nextInt(texts.size()));
			case BYTE_STRING -> value == null || ((ByteString) value).size() < 9 ? ByteString.copyFromUtf8(texts.get(random.nextInt(texts.size())))
				: ByteString.copyFrom(bytes(((ByteString) value).toByteArray()));
			case ENUM -> {
				List<EnumValueDescriptor> names = field.getEnumType().getValues();
				yield names.get(random.nextInt(names.size()));
			}
			case MESSAGE -> {
				Message.Builder inner = ((Message) value).toBuilder();
				change(inner);
				yield inner.buildPartial();
			}
		};
	}
}
