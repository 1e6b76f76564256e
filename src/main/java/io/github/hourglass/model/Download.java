package io.github.hourglass.model;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;

/**
 * A file from an HTTP or HTTPS address. What arrives is kept beside the target as {@code .part}, so that a download that was cut off,
 * now or in another session, goes on from there where the server lets it. The target appears only when all of it is there and, where
 * the sha256 is known, is what it should be.
 */
final class Download {

	/** The server cannot be reached, as when there is no network. */
	static final class Unreachable extends ModelException {

		private static final long serialVersionUID = 1;

		Unreachable(URI address, Throwable cause) {
			super(address.getHost() + " cannot be reached, so " + address + " is not there; models that are installed work without a network. Try again when there is one.", cause);
		}
	}

	private static final int MOST_TRIES = 5, POLL_MILLIS = 100;
	private static final long MOST_BYTES = 64L << 30;
	private static final Duration CONNECT = Duration.ofSeconds(20), SILENCE = Duration.ofSeconds(30);
	private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

	private final URI address;
	private final Path target, part, tag;
	private final long size;
	private final String sha256;
	private final Progress progress;
	private final Duration pause, silence;
	private final HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).connectTimeout(CONNECT).version(HttpClient.Version.HTTP_1_1)
		.proxy(ProxySelector.getDefault()).build();

	/**
	 * @param size in bytes; 0 where it is not known
	 * @param sha256 lower case; empty where it is not known
	 */
	Download(URI address, Path target, long size, String sha256, Progress progress) {
		this(address, target, size, sha256, progress, Duration.ofSeconds(1), SILENCE);
	}

	Download(URI address, Path target, long size, String sha256, Progress progress, Duration pause, Duration silence) {
		this.address = address;
		this.target = target;
		part = target.resolveSibling(target.getFileName() + ".part");
		tag = target.resolveSibling(target.getFileName() + ".tag");
		this.size = size;
		this.sha256 = sha256;
		this.progress = progress;
		this.pause = pause;
		this.silence = silence;
	}

	/** @throws ModelException if it is no address from which files are fetched */
	static URI address(String text) {
		try {
			URI address = new URI(text.strip().replace(" ", "%20"));
			if (List.of("http", "https").contains(String.valueOf(address.getScheme()).toLowerCase(java.util.Locale.ROOT)) && address.getHost() != null)
				return address;
		}
		catch (java.net.URISyntaxException e) {
			// said below
		}
		throw new ModelException("'" + text + "' is no address that models are fetched from; it must begin with https:// or http://.");
	}

	static boolean isAddress(String text) {
		return text.strip().matches("(?i)https?://.*");
	}

	/**
	 * Fetches the file; one that is there is replaced.
	 *
	 * @throws ModelException saying what went wrong and what to do; what has arrived stays for the next time, unless it is not what was
	 *           expected
	 */
	void fetch() {
		try {
			Files.createDirectories(target.toAbsolutePath().getParent());
			try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE); FileLock lock = lock(channel)) {
				if (lock == null)
					throw new ModelException(address + " is being downloaded already; wait until that has ended.");
				fetch(channel);
			}
			Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
			Files.deleteIfExists(tag);
		}
		catch (IOException e) {
			throw new ModelException("The download of " + address + " cannot be written to " + part + ": " + e.getMessage() + ".", e);
		}
	}

	private static FileLock lock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock();
		}
		catch (OverlappingFileLockException e) {
			return null;
		}
	}

	private void fetch(FileChannel channel) throws IOException {
		boolean known = !sha256.isEmpty() || Files.exists(tag);
		if (!known || channel.size() > MOST_BYTES || size > 0 && channel.size() > size)
			channel.truncate(0);
		boolean resumed = channel.size() > 0;
		complete(channel);
		if (matches())
			return;
		channel.truncate(0);
		Files.deleteIfExists(tag);
		if (!resumed)
			throw wrong();
		complete(channel);
		if (!matches()) {
			channel.truncate(0);
			throw wrong();
		}
	}

	private boolean matches() {
		return sha256.isEmpty() || Sha256.of(part, progress).equals(sha256);
	}

	private ModelException wrong() {
		return new ModelException("What " + address + " gives is not the file that is expected (its sha256 is not " + sha256 + "), so it was not kept; tell who offers it, or try later.");
	}

	/** Asks until all is there; a try after which there is more than before does not count. */
	private void complete(FileChannel channel) throws IOException {
		for (int tries = 1;; tries++) {
			long before = channel.size();
			IOException reason = null;
			try {
				if (ask(channel))
					return;
			}
			catch (IOException e) {
				reason = e;
			}
			progress.check();
			if (reason != null && isOffline(reason) && channel.size() == before && tries == 1)
				throw new Unreachable(address, reason);
			if (channel.size() > before)
				tries = 0;
			else if (tries >= MOST_TRIES)
				throw new ModelException("The download of " + address + " was cut off after " + channel.size() + " bytes" + (reason == null || reason.getMessage() == null ? "" : " (" + reason.getMessage() + ")")
					+ "; try again, and it goes on from there.", reason);
			rest();
		}
	}

	private void rest() {
		try {
			for (long left = pause.toMillis(); left > 0; left -= POLL_MILLIS) {
				progress.check();
				Thread.sleep(Math.min(left, POLL_MILLIS));
			}
		}
		catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new CancelledException();
		}
	}

	private static boolean isOffline(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause())
			if (cause instanceof ConnectException || cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException)
				return true;
		return false;
	}

	/** @return true if all is there; false or an exception where another try may help */
	private boolean ask(FileChannel channel) throws IOException {
		long there = channel.size();
		HttpRequest.Builder request = HttpRequest.newBuilder(address).header("User-Agent", "Hourglass").header("Accept-Encoding", "identity");
		if (there > 0) {
			request.header("Range", "bytes=" + there + "-");
			if (Files.exists(tag))
				request.header("If-Range", Files.readString(tag));
		}
		Arrival arrival = new Arrival(channel);
		CompletableFuture<HttpResponse<Boolean>> answer = client.sendAsync(request.build(), arrival);
		wait(answer, arrival);
		return arrival.complete();
	}

	/** Until all has arrived, the user cancels or nothing arrives any more. */
	private void wait(CompletableFuture<?> answer, Arrival arrival) throws IOException {
		long seen = -1, since = System.nanoTime();
		while (true) {
			try {
				answer.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
				return;
			}
			catch (TimeoutException stillRunning) {
				if (arrival.bytes() != seen) {
					seen = arrival.bytes();
					since = System.nanoTime();
				}
				progress.report("Downloading " + target.getFileName(), arrival.position(), arrival.total());
				if (progress.cancelled() || System.nanoTime() - since > silence.toNanos()) {
					arrival.stop();
					answer.cancel(true);
					progress.check();
					throw new HttpTimeoutException("nothing arrived for " + silence.toSeconds() + " s");
				}
			}
			catch (InterruptedException e) {
				arrival.stop();
				answer.cancel(true);
				Thread.currentThread().interrupt();
				throw new CancelledException();
			}
			catch (ExecutionException e) {
				for (Throwable cause = e; cause != null; cause = cause.getCause())
					if (cause instanceof ModelException refusal)
						throw refusal;
				throw e.getCause() instanceof IOException broken ? broken : new IOException(e.getCause());
			}
		}
	}

	/** Takes an answer as it arrives and writes it where it belongs. */
	private final class Arrival implements HttpResponse.BodyHandler<Boolean>, HttpResponse.BodySubscriber<Boolean> {

		private final FileChannel channel;
		private final CompletableFuture<Boolean> end = new CompletableFuture<>();
		private java.util.concurrent.Flow.Subscription subscription;
		private boolean wanted, stopped;
		private long position, bytes, total;

		Arrival(FileChannel channel) {
			this.channel = channel;
		}

		synchronized long bytes() {
			return bytes;
		}

		synchronized long position() {
			return position;
		}

		synchronized long total() {
			return total;
		}

		synchronized boolean complete() {
			return wanted && (total == 0 || position == total);
		}

		/** Nothing is written after this. */
		synchronized void stop() {
			stopped = true;
		}

		@Override
		public synchronized HttpResponse.BodySubscriber<Boolean> apply(HttpResponse.ResponseInfo answer) {
			try {
				begin(answer);
			}
			catch (IOException | ModelException e) {
				end.completeExceptionally(e);
			}
			return this;
		}

		private void begin(HttpResponse.ResponseInfo answer) throws IOException {
			int code = answer.statusCode();
			long length = answer.headers().firstValueAsLong("Content-Length").orElse(0);
			Matcher range = RANGE.matcher(answer.headers().firstValue("Content-Range").orElse(""));
			if (code == 206 && range.matches() && Long.parseLong(range.group(1)) == channel.size())
				total = range.group(2).equals("*") ? size : Long.parseLong(range.group(2));
			else if (code == 200) {
				channel.truncate(0);
				total = length;
				remember(answer);
			}
			else if (code == 206 || code == 416) {
				channel.truncate(0);
				Files.deleteIfExists(tag);
				return;
			}
			else if (code == 408 || code == 429 || code >= 500)
				throw new IOException("the server answers " + code);
			else
				throw new ModelException(address + " gives no file (the server answers " + code + (code == 404 ? ", there is none" : code == 401 || code == 403 ? ", it is not open to you" : "") + ").");
			if (size > 0 && total > 0 && total != size || total > MOST_BYTES)
				throw new ModelException(address + " gives a file of " + total + " bytes" + (size > 0 ? " instead of " + size : ", too large for a model") + ", so it is not fetched; tell who offers it.");
			total = Math.max(total, size);
			position = channel.size();
			channel.position(position);
			wanted = true;
		}

		/** What tells this state of the file from a later one, so that the two are not mixed. */
		private void remember(HttpResponse.ResponseInfo answer) throws IOException {
			String strong = answer.headers().firstValue("ETag").filter(value -> !value.startsWith("W/")).or(() -> answer.headers().firstValue("Last-Modified")).orElse("");
			if (strong.isEmpty())
				Files.deleteIfExists(tag);
			else
				Files.writeString(tag, strong);
		}

		@Override
		public CompletableFuture<Boolean> getBody() {
			return end;
		}

		@Override
		public void onSubscribe(java.util.concurrent.Flow.Subscription given) {
			subscription = given;
			if (end.isDone())
				given.cancel();
			else
				given.request(1);
		}

		@Override
		public synchronized void onNext(List<ByteBuffer> buffers) {
			try {
				for (ByteBuffer buffer : buffers)
					take(buffer);
				subscription.request(1);
			}
			catch (IOException | ModelException e) {
				stopped = true;
				subscription.cancel();
				end.completeExceptionally(e);
			}
		}

		private void take(ByteBuffer buffer) throws IOException {
			bytes += buffer.remaining();
			if (!wanted || stopped)
				return;
			if (position + buffer.remaining() > (total > 0 ? total : MOST_BYTES)) {
				channel.truncate(0);
				throw new ModelException(address + " gives more than the " + (total > 0 ? total : MOST_BYTES) + " bytes expected, so it was not kept; tell who offers it.");
			}
			while (buffer.hasRemaining())
				position += channel.write(buffer);
		}

		@Override
		public void onError(Throwable failure) {
			end.completeExceptionally(failure);
		}

		@Override
		public void onComplete() {
			end.complete(true);
		}
	}
}
