package io.github.hourglass.image;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one component of an options record: the single place that menu, macro and command line agree with (tested). The
 * component's name, lower case, is the macro key and the long command-line option.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

	/** What a dialog shows; its first word, lower case, is the component's name. */
	String label();

	/** One sentence for tool tips and {@code --help}. */
	String text();

	/** The value where none is given, as text. */
	String byDefault();

	/** The allowed values; empty where any is. */
	String[] choices() default {};

	/** Least allowed number. */
	double min() default Double.NEGATIVE_INFINITY;

	/** Largest allowed number. */
	double max() default Double.POSITIVE_INFINITY;
}
