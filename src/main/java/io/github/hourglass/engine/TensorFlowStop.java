package io.github.hourglass.engine;

import java.util.List;

import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TBool;

/**
 * Makes a run of TensorFlow, which cannot be told to stop, end at its next guarded value: a boolean variable in the graph that is
 * set from another thread while the run is under way.
 */
public final class TensorFlowStop {

	/** Name of the variable among the session's resources. */
	static final String VARIABLE = "hourglass_stop";

	private final TensorFlowOps ops;
	private final Output<?> handle, fed;
	private final Operation assign;
	private Session session;
	private Thread stopping;

	/** Adds the variable to a graph that has none yet. */
	public TensorFlowStop(TensorFlowOps ops) {
		this.ops = ops;
		handle = ops.call("VarHandleOp").type("dtype", DataType.DT_BOOL).shape("shape").text("shared_name", VARIABLE).output();
		fed = ops.placeholder(DataType.DT_BOOL);
		assign = ops.call("AssignVariableOp", handle, fed).operation();
	}

	/** The same value, which fails to be computed once the run is to stop. */
	public Output<?> guarded(Output<?> computed) {
		Output<?> stop = ops.call("ReadVariableOp", handle).type("dtype", DataType.DT_BOOL).after(List.of(computed.op())).output();
		Operation check = ops.call("Assert", ops.apply("LogicalNot", stop)).list(List.of(stop)).operation();
		return ops.call("Identity", computed).after(List.of(check)).output();
	}

	/** To be called once, before the first run of a session. */
	public void start(Session session) {
		this.session = session;
		set(false);
	}

	/** Makes the run under way end. Does not wait: TensorFlow may be busy for a second or two. */
	public synchronized void request() {
		if (stopping != null)
			return;
		stopping = new Thread(() -> set(true), "hourglass stop");
		stopping.setDaemon(true);
		stopping.start();
	}

	/** Allows further runs; to be called while none is under way, before the session is closed too. */
	public void clear() {
		Thread thread;
		synchronized (this) {
			thread = stopping;
			stopping = null;
		}
		if (thread == null)
			return;
		boolean interrupted = false;
		while (thread.isAlive()) {
			try {
				thread.join();
			}
			catch (InterruptedException e) {
				interrupted = true;
			}
		}
		if (interrupted)
			Thread.currentThread().interrupt();
		set(false);
	}

	private void set(boolean value) {
		try (TBool bool = TBool.scalarOf(value)) {
			session.runner().feed(fed, bool).addTarget(assign).setOptions(RunOptions.newBuilder().setInterOpThreadPool(-1).build()).run().close();
		}
	}
}
