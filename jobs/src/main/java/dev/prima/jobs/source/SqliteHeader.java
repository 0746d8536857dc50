package dev.prima.jobs.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The first bytes of a file, and what they say.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#the_database_header">Database file format,
 *     section 1.3</a>
 */
record SqliteHeader(byte[] bytes, long fileSize) {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int READ = 4096;

  /** Bits a byte of what is random; text and programs stay well below. */
  private static final double RANDOM_BITS = 7.0;

  /** Opens and closes the file: not while SQLite has it open in this process. */
  static SqliteHeader read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(READ);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
      return new SqliteHeader(Arrays.copyOf(buffer.array(), buffer.position()), channel.size());
    }
  }

  boolean isSqlite() {
    return bytes.length >= 100 && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  boolean isWal() {
    return bytes[18] == 2 || bytes[19] == 2;
  }

  /** Whether no pattern is to be seen in the bytes. */
  boolean looksRandom() {
    if (bytes.length < 512) {
      return false;
    }
    int[] counts = new int[256];
    for (byte b : bytes) {
      counts[b & 0xff]++;
    }
    double bits = 0;
    for (int count : counts) {
      if (count > 0) {
        double share = (double) count / bytes.length;
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits > RANDOM_BITS;
  }

  int changeCounter() {
    return ByteBuffer.wrap(bytes).getInt(24);
  }

  int pageSize() {
    int stored = ByteBuffer.wrap(bytes).getShort(16) & 0xffff;
    return stored == 1 ? 65_536 : stored;
  }

  int reservedBytes() {
    return bytes[20] & 0xff;
  }

  /** Whether pages can be of this size. */
  boolean hasPageSize() {
    int size = pageSize();
    return size >= 512
        && size <= 65_536
        && Integer.bitCount(size) == 1
        && size - reservedBytes() >= 480;
  }

  /** Bytes that the header claims; 0 where its page count is not valid. */
  long claimedSize() {
    ByteBuffer header = ByteBuffer.wrap(bytes);
    boolean valid = header.getInt(24) == header.getInt(92);
    return valid ? (header.getInt(28) & 0xffffffffL) * pageSize() : 0;
  }
}
