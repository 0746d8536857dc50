package dev.prima.jobs.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Held while servers of a folder are started or stopped: by one thread of one JVM at a time. The
 * kernel takes it back when the JVM dies, and child processes do not inherit it.
 */
final class ServicesLock implements AutoCloseable {
  /** A file lock belongs to the JVM, so its own threads need one more. */
  private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private final ReentrantLock threads;
  private final FileChannel channel;

  private ServicesLock(ReentrantLock threads, FileChannel channel) {
    this.threads = threads;
    this.channel = channel;
  }

  /** Waits, after one word of it, for whoever holds the lock. */
  static ServicesLock acquire(Path folder, Consumer<String> progress) throws IOException {
    ReentrantLock threads = THREADS.computeIfAbsent(folder, f -> new ReentrantLock());
    threads.lock();
    @Nullable FileChannel channel = null;
    try {
      Files.createDirectories(folder);
      channel =
          FileChannel.open(
              folder.resolve("services.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      @Nullable FileLock lock = channel.tryLock();
      if (lock == null) {
        progress.accept("Waiting for another command that starts or stops the embedded servers");
        channel.lock();
      }
      return new ServicesLock(threads, channel);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      threads.unlock();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      threads.unlock();
    }
  }
}
