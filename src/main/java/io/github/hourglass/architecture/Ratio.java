package io.github.hourglass.architecture;

/** A positive fraction in lowest terms, such as 1/4 for a network whose output is four times smaller than its input. */
public record Ratio(long numerator, long denominator) {

	public static final Ratio ONE = new Ratio(1, 1);

	public Ratio {
		if (numerator <= 0 || denominator <= 0)
			throw new IllegalArgumentException("A ratio needs two positive numbers, not " + numerator + " and " + denominator + ".");
		long divisor = gcd(numerator, denominator);
		numerator /= divisor;
		denominator /= divisor;
	}

	public Ratio times(Ratio other) {
		Ratio crossed = new Ratio(numerator, other.denominator);
		Ratio rest = new Ratio(other.numerator, denominator);
		return new Ratio(Math.multiplyExact(crossed.numerator, rest.numerator), Math.multiplyExact(crossed.denominator, rest.denominator));
	}

	public Ratio inverse() {
		return new Ratio(denominator, numerator);
	}

	/** This many times a whole number that makes the result whole too. */
	public long of(long whole) {
		long product = Math.multiplyExact(whole, numerator);
		if (product % denominator != 0)
			throw new IllegalArgumentException(whole + " times " + this + " is not a whole number.");
		return product / denominator;
	}

	/** The least whole number not below {@code value} divided by this ratio. */
	long ceilingQuotient(long value) {
		return -Math.floorDiv(-Math.multiplyExact(value, denominator), numerator);
	}

	static long gcd(long a, long b) {
		return b == 0 ? a : gcd(b, a % b);
	}

	static long lcm(long a, long b) {
		return Math.multiplyExact(a / gcd(a, b), b);
	}

	@Override
	public String toString() {
		return denominator == 1 ? Long.toString(numerator) : numerator + "/" + denominator;
	}
}
