package io.github.hourglass.model;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A server of files on this machine that can misbehave in the ways real ones do. */
final class FileServer implements AutoCloseable {

	final List<String> asked = new CopyOnWriteArrayList<>();
	private final HttpServer server;
	private final ExecutorService threads = Executors.newCachedThreadPool();
	private final Map<String, byte[]> files = new ConcurrentHashMap<>();
	volatile boolean ranges = true, tags = true, lengths = true, silent;
	/** After so many bytes of an answer the connection is cut; -1 never. */
	volatile int cutAfter = -1;
	/** So many requests are answered by this code first. */
	volatile int failures, failureCode = 503;

	FileServer() throws IOException {
		server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setExecutor(threads);
		server.createContext("/", this::answer);
		server.start();
	}

	FileServer with(String path, byte[] content) {
		files.put(path, content);
		return this;
	}

	String address(String path) {
		return "http://127.0.0.1:" + server.getAddress().getPort() + path;
	}

	private void answer(HttpExchange exchange) throws IOException {
		String range = exchange.getRequestHeaders().getFirst("Range"), condition = exchange.getRequestHeaders().getFirst("If-Range");
		asked.add(exchange.getRequestURI().getPath() + (range == null ? "" : " " + range));
		byte[] content = files.get(exchange.getRequestURI().getPath());
		if (silent)
			return;
		if (failures > 0 || content == null) {
			failures--;
			exchange.sendResponseHeaders(content == null ? 404 : failureCode, -1);
			exchange.close();
			return;
		}
		String tag = "\"" + java.util.Arrays.hashCode(content) + "\"";
		if (tags)
			exchange.getResponseHeaders().set("ETag", tag);
		int from = ranges && range != null && (condition == null || condition.equals(tag)) ? Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1")) : 0;
		if (from > 0 && from >= content.length) {
			exchange.sendResponseHeaders(416, -1);
			exchange.close();
			return;
		}
		if (from > 0)
			exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
		exchange.sendResponseHeaders(from > 0 ? 206 : 200, lengths ? content.length - from : 0);
		OutputStream out = exchange.getResponseBody();
		int length = cutAfter >= 0 ? Math.min(cutAfter, content.length - from) : content.length - from;
		out.write(content, from, length);
		out.flush();
		if (length < content.length - from)
			try {
				exchange.close();
			}
			catch (RuntimeException cut) {
				// what was meant
			}
		else
			out.close();
	}

	@Override
	public void close() {
		server.stop(0);
		threads.shutdownNow();
	}
}
