package io.github.hourglass.train;

/** What a training tells while it runs. Called on the training's thread; must be quick. */
public interface TrainingListener {

	/**
	 * A step has been taken.
	 *
	 * @param step its number, from 0
	 * @param loss before it
	 * @param rate its learning rate
	 */
	default void stepped(long step, double loss, double rate) {}

	/** The validation patches have been looked at. */
	default void validated(Curves.Row row, boolean best) {}

	/** Something the user should read. */
	default void noted(String sentence) {}
}
