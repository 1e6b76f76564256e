package io.github.hourglass.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

import io.github.hourglass.image.CancelledException;

/**
 * The one thread on which a network lives. Its native library is initialized, run and freed there, one call after the other,
 * on a stack of 64 MB: some native libraries overrun the usual 1 MB while they start, which kills the JVM without an error.
 * The stack is address space only until it is used.
 * <p>
 * A cancelled call that is inside one long native operation cannot be stopped before this ends. Its caller waits half a
 * second, then leaves it behind: the next call starts after it has ended, and so does the freeing in {@link #close}.
 */
public final class NetworkThread {

	private static final long STACK_BYTES = 64L << 20;
	private static final long PATIENCE_MS = 500;

	private final String network;
	private final ExecutorService executor;
	private final Set<Call<?>> calls = ConcurrentHashMap.newKeySet();
	private boolean closed;

	/** A thread for the network of this name, which appears in messages. */
	public NetworkThread(String network) {
		this.network = network;
		executor = Executors.newSingleThreadExecutor(task -> {
			Thread thread = new Thread(null, task, "hourglass " + network, STACK_BYTES);
			thread.setDaemon(true);
			return thread;
		});
	}

	/**
	 * Runs some work on the thread and waits for it.
	 *
	 * @throws CancelledException if {@link #cancel} was called or the calling thread was interrupted, before or meanwhile; an
	 *           interrupted thread stays marked as such
	 * @throws IllegalStateException after {@link #close}
	 */
	public <T> T run(Function<Call<T>, T> work) {
		if (Thread.currentThread().isInterrupted())
			throw new CancelledException();
		Call<T> call = new Call<>(work);
		synchronized (this) {
			if (closed)
				throw new IllegalStateException("The network " + network + " has been closed.");
			calls.add(call);
			executor.execute(call);
		}
		try {
			return call.await();
		}
		finally {
			if (call.ended)
				calls.remove(call);
		}
	}

	/** What a network makes of tensors that fit it. */
	@FunctionalInterface
	public interface Computation {

		/** @param to the wanted outputs, which it fills: null where a tensor is still to be made */
		Map<String, Tensor> of(Call<Map<String, Tensor>> call, Map<String, Tensor> from, Map<String, Tensor> to);
	}

	/**
	 * Does what {@link Network#run} promises: refuses tensors that do not fit the network, in the same words for every engine, and
	 * computes on the thread, as {@link #run(Function)}.
	 *
	 * @throws EngineException naming the tensor, if one is missing, unknown or of the wrong type or shape
	 */
	public Map<String, Tensor> run(Network of, Map<String, Tensor> given, Map<String, Tensor> wanted, Computation computation) {
		Map<String, Tensor> from = new LinkedHashMap<>(given), to = new LinkedHashMap<>(wanted);
		TensorCheck.inputs(network, of.inputs(), from);
		TensorCheck.outputs(network, of.outputs(), to);
		return run(call -> computation.of(call, from, to));
	}

	/** Cancels every call whose {@link #run} has not returned yet. */
	public void cancel() {
		calls.forEach(Call::cancel);
	}

	/**
	 * Does some last work on the thread after all calls, and ends it. Waits for that, unless a cancelled call still holds the
	 * thread. Only the first call of this method does anything.
	 */
	public void close(Runnable last) {
		Call<Void> call = new Call<>(self -> {
			last.run();
			return null;
		});
		synchronized (this) {
			if (closed)
				return;
			closed = true;
			executor.execute(call);
			executor.shutdown();
		}
		call.awaitEnd(calls.stream().anyMatch(Call::leftBehind) ? 1 : Long.MAX_VALUE);
		call.result();
	}

	/** Some work that another thread may cancel. */
	public final class Call<T> implements Runnable {

		private final Function<Call<T>, T> work;
		private Runnable stop = () -> {};
		private boolean started;
		private boolean cancelled;
		private boolean leftBehind;
		private volatile boolean ended;
		private T result;
		private Throwable failure;

		private Call(Function<Call<T>, T> work) {
			this.work = work;
		}

		/** Called by the work: how it can be stopped from now on, until the next call of this method. */
		public synchronized void stopBy(Runnable stop) {
			this.stop = stop;
			if (cancelled)
				stop.run();
		}

		@Override
		public void run() {
			if (!start())
				return;
			try {
				result = work.apply(this);
			}
			catch (Throwable e) {
				failure = e;
			}
			synchronized (this) {
				ended = true;
				stop = () -> {};
				notifyAll();
				if (leftBehind)
					calls.remove(this);
			}
		}

		private synchronized boolean start() {
			started = !cancelled;
			return started;
		}

		private synchronized void cancel() {
			if (cancelled || ended)
				return;
			cancelled = true;
			ended |= !started;
			stop.run();
			notifyAll();
		}

		private synchronized boolean leftBehind() {
			return leftBehind;
		}

		private T await() {
			awaitEndOrCancel();
			boolean stopped;
			synchronized (this) {
				stopped = cancelled;
			}
			if (stopped) {
				awaitEnd(PATIENCE_MS);
				synchronized (this) {
					leftBehind = !ended;
				}
				throw new CancelledException();
			}
			return result();
		}

		private void awaitEndOrCancel() {
			try {
				synchronized (this) {
					while (!ended && !cancelled)
						wait();
				}
			}
			catch (InterruptedException e) {
				cancel();
				Thread.currentThread().interrupt();
			}
		}

		private synchronized void awaitEnd(long milliseconds) {
			boolean interrupted = false;
			long start = System.nanoTime();
			long left = milliseconds;
			while (!ended && left > 0) {
				try {
					wait(left);
				}
				catch (InterruptedException e) {
					interrupted = true;
				}
				left = milliseconds - (System.nanoTime() - start) / 1_000_000;
			}
			if (interrupted)
				Thread.currentThread().interrupt();
		}

		private T result() {
			if (failure instanceof RuntimeException e)
				throw e;
			if (failure instanceof Error e)
				throw e;
			return result;
		}
	}
}
