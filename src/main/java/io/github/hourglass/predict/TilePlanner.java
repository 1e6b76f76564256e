package io.github.hourglass.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import io.github.hourglass.image.Tiling;
import io.github.hourglass.image.Tiling.Line;
import io.github.hourglass.image.Tiling.Rule;
import io.github.hourglass.predict.Geometry.Along;

/**
 * Decides the tiles of an image. With {@code halo=auto}: the computed halo if the network is exact and the halos cost less
 * than the image itself; a network that is not exact in one piece if memory allows; else the package's halo, else one eighth
 * of the tile, and then tiles are blended. The halo that a package or the user states for a network that cannot be analyzed is
 * cut off without blending.
 */
final class TilePlanner implements TilePlan.Planner {

	private static final double MOST_WASTE = 1;

	private final Geometry geometry;
	private final long[] tile;
	private final long[] halo;
	private final long budget;
	private final MemoryPlan.Need need;

	/**
	 * @param tile per tiled axis as the user asks, or null
	 * @param halo per tiled axis as the user asks, or null
	 * @param budget bytes
	 */
	TilePlanner(Geometry geometry, long[] tile, long[] halo, long budget, MemoryPlan.Need need) {
		this.geometry = geometry;
		this.tile = tile;
		this.halo = halo;
		this.budget = budget;
		this.need = need;
	}

	@Override
	public TilePlan plan(long[] size) {
		if (size.length == 0)
			return new TilePlan(Tiling.of(List.of()), false, "one run per position, exact");
		if (halo != null)
			return asked(size);
		if (geometry.exact()) {
			IllegalArgumentException refusal = null;
			try {
				MemoryPlan plan = plan(rules(), size);
				if (plan.waste() < MOST_WASTE)
					return exact(plan);
			}
			catch (IllegalArgumentException refused) {
				refusal = refused;
			}
			if (refusal != null && tile != null)
				throw refusal;
			return approximate(size, "The exact halo of " + text(rules()) + " pixels costs too much for tiles that fit.");
		}
		MemoryPlan whole = inOnePiece(size);
		return whole != null ? exact(whole) : approximate(size, geometry.tiled().stream().filter(along -> !along.exact()).findFirst().get().why());
	}

	private List<Rule> rules() {
		return geometry.tiled().stream().map(Along::rule).toList();
	}

	private MemoryPlan plan(List<Rule> rules, long[] size) {
		if (tile == null)
			return MemoryPlan.thrifty(rules, size, need, budget);
		for (int d = 0; d < size.length; d++) {
			Rule rule = rules.get(d);
			if (!rule.fixed() && rule.extended(size[d]) > tile[d] && tile[d] < rule.leastTile())
				throw new IllegalArgumentException("tile is " + tile[d] + " along " + geometry.tiled().get(d).letter() + ", but with a halo of "
					+ Math.max(rule.haloLow(), rule.haloHigh()) + " pixels this network needs at least " + rule.leastTile() + "; use a larger tile or a smaller halo.");
		}
		return MemoryPlan.asked(rules, size, tile, need, budget);
	}

	/** The whole image as one tile, or null if that cannot be. */
	private MemoryPlan inOnePiece(long[] size) {
		List<Rule> rules = rules();
		long[] all = new long[size.length];
		for (int d = 0; d < size.length; d++) {
			all[d] = rules.get(d).extended(size[d]);
			if (rules.get(d).fixed() && all[d] > rules.get(d).least() || tile != null && all[d] > tile[d])
				return null;
		}
		MemoryPlan plan = MemoryPlan.asked(rules, size, all, need, budget);
		return plan.bytes() <= budget ? plan : null;
	}

	private TilePlan asked(long[] size) {
		List<Rule> rules = new ArrayList<>();
		boolean enough = geometry.exact();
		for (int d = 0; d < size.length; d++) {
			Rule computed = rules().get(d);
			rules.add(computed.withHalo(halo[d], halo[d]));
			enough &= halo[d] >= computed.haloLow() && halo[d] >= computed.haloHigh();
		}
		MemoryPlan plan = plan(rules, size);
		boolean exact = enough || plan.tiling().count() == 1;
		if (!exact && geometry.graph() == null)
			return stated(plan, "the user");
		return exact ? exact(plan) : blended(plan, geometry.exact() ? "The halo is smaller than the " + text(rules()) + " pixels this network needs." : why());
	}

	private String why() {
		return geometry.tiled().stream().map(Along::why).filter(why -> !why.isEmpty()).findFirst().orElse("");
	}

	/** The package's halo, else an eighth of the tile. */
	private TilePlan approximate(long[] size, String why) {
		boolean stated = geometry.tiled().stream().anyMatch(along -> along.packageHalo() > 0);
		List<Rule> rules = new ArrayList<>();
		if (stated)
			geometry.tiled().forEach(along -> rules.add(along.rule().withHalo(along.packageHalo(), along.packageHalo())));
		else {
			List<Rule> none = geometry.tiled().stream().map(along -> along.rule().withHalo(0, 0)).toList();
			long[] room = plan(none, size).tile();
			for (int d = 0; d < size.length; d++)
				rules.add(none.get(d).withHalo(room[d] / 8 / none.get(d).stride() * none.get(d).stride(), room[d] / 8 / none.get(d).stride() * none.get(d).stride()));
		}
		MemoryPlan plan = plan(rules, size);
		boolean covers = geometry.exact();
		for (int d = 0; d < size.length; d++)
			covers &= rules.get(d).haloLow() >= rules().get(d).haloLow() && rules.get(d).haloHigh() >= rules().get(d).haloHigh();
		if (stated && geometry.graph() == null && plan.tiling().count() > 1)
			return stated(plan, "the package");
		return covers || plan.tiling().count() == 1 ? exact(plan) : blended(plan, why);
	}

	/** Of a network that cannot be analyzed, pixels in a halo that somebody knows of are not used at all. */
	private static TilePlan stated(MemoryPlan plan, String who) {
		return new TilePlan(plan.tiling(), false, describe(plan) + ", as exact as the halo that " + who + " states");
	}

	private static TilePlan exact(MemoryPlan plan) {
		return new TilePlan(plan.tiling(), false, describe(plan) + ", exact");
	}

	private static TilePlan blended(MemoryPlan plan, String why) {
		return new TilePlan(plan.tiling(), true, describe(plan) + TilePlan.BLENDED + why);
	}

	private static String text(List<Rule> rules) {
		return rules.stream().map(rule -> String.valueOf(Math.max(rule.haloLow(), rule.haloHigh()))).distinct().collect(Collectors.joining(", "));
	}

	private static String describe(MemoryPlan plan) {
		List<Line> lines = plan.tiling().lines();
		if (plan.tiling().count() == 1)
			return "one piece of " + Arrays.stream(plan.tile()).mapToObj(String::valueOf).collect(Collectors.joining(" x "));
		return plan.tiling().count() + " tiles of " + Arrays.stream(plan.tile()).mapToObj(String::valueOf).collect(Collectors.joining(" x ")) + ", halo "
			+ lines.stream().map(line -> line.rule().haloLow() + "/" + line.rule().haloHigh()).distinct().collect(Collectors.joining(", "))
			+ String.format(Locale.ROOT, ", %.1f %% computed twice", 100 * plan.waste());
	}
}
