package io.github.hourglass.predict;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.engine.Network;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.step.Sample;
import io.github.hourglass.step.Step;

/**
 * A network as a step: its outputs are images of any size whose blocks are computed tile by tile when they are asked for.
 * Put together they equal what the network gives in one piece, as {@link io.github.hourglass.image.Tiling} defines it, unless
 * the plan says that tiles are blended.
 * <p>
 * One run of the engine at a time; a second asker's tile is read meanwhile, so two threads going through
 * {@link Volume#blocks} keep the engine busy. Recently computed tiles are kept. The network must stay open as long as its
 * images are used.
 */
public final class TiledNetwork implements Step {

	private final Network network;
	private final EngineTurn engine;
	private final List<Port> inputs;
	private final List<Port> outputs;
	private final String tiled;
	private final String looped;
	private final TilePlan.Planner planner;
	private final String stage;

	private TiledNetwork(Network network, List<Port> inputs, List<Port> outputs, String tiled, String looped, TilePlan.Planner planner, String stage) {
		this.network = network;
		this.engine = new EngineTurn(network);
		this.inputs = List.copyOf(inputs);
		this.outputs = List.copyOf(outputs);
		this.tiled = tiled;
		this.looped = looped;
		this.planner = planner;
		this.stage = stage;
	}

	/**
	 * @param inputs the network's inputs; the first one decides the tiles
	 * @param outputs the wanted outputs
	 * @param tiled letters of the axes of the first input that are cut into tiles, fastest first, such as {@code xy}
	 * @param looped letters of tensor axes that take one position at a time, such as {@code b}; axes of the images that the
	 *          tensors lack are looped over in any case
	 * @param planner decides the tiles once the size of an image is known
	 * @param stage what a user sees it doing, such as {@code Denoising}
	 */
	public static TiledNetwork of(Network network, List<Port> inputs, List<Port> outputs, String tiled, String looped, TilePlan.Planner planner,
		String stage)
	{
		return new TiledNetwork(network, inputs, outputs, tiled, looped, planner, stage);
	}

	/**
	 * Plans the tiles and, where the network does not declare how many channels it gives, computes the first one.
	 *
	 * @param progress also told of the tiles that are computed later, and asked whether to stop
	 * @return the input with a volume for each output, lazily computed; its axes are those of the tensor, fastest first, then
	 *         the looped ones
	 */
	@Override
	public Sample apply(Sample input, Progress progress) {
		return apply(input, progress, 1);
	}

	/** @param shares how many such images share the memory for computed tiles */
	Sample apply(Sample input, Progress progress, int shares) {
		Layout layout = new Layout(inputs, outputs, tiled, looped, input);
		TilePlan plan = planner.plan(layout.tiledSize());
		TiledImage image = new TiledImage(network, engine, layout, plan, progress, stage, shares);
		Map<String, Volume> volumes = new LinkedHashMap<>(input.volumes());
		for (int o = 0; o < outputs.size(); o++)
			volumes.put(outputs.get(o).id(), image.volume(o));
		image.noteSeam();
		return Sample.of(volumes);
	}
}
