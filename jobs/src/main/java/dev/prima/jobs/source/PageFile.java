package dev.prima.jobs.source;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A database file of ours as numbered pages, from 1. The caller closes it; not thread-safe. Not to
 * be written to while SQLite has the file open.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#pages">Database file format, Pages</a>
 */
final class PageFile implements Closeable {
  /** SQLite's locks lie there, and no page of a database. */
  private static final long LOCK_BYTE = 0x40000000L;

  private static final int AUTO_VACUUM = 52;
  private static final int PAGE_COUNT = 28;
  private static final int CHANGES = 24;
  private static final int VALID_FOR = 92;

  private final FileChannel channel;
  private final int pageSize;
  private final int usable;
  private final long wholeBytes;
  private int pages;

  private PageFile(FileChannel channel, int pageSize, int usable, long wholeBytes, int pages) {
    this.channel = channel;
    this.pageSize = pageSize;
    this.usable = usable;
    this.wholeBytes = wholeBytes;
    this.pages = pages;
  }

  /**
   * Opens a file.
   *
   * @param wholeBytes how much of it there was before it was filled up to the size that it claims;
   *     the page in which that ends is not there, nor are those behind it that hold nothing but
   *     zeros
   */
  static PageFile open(Path file, long wholeBytes) throws IOException {
    return open(file, wholeBytes, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Opens a file that is whole and stays as it is, which SQLite may read meanwhile. */
  static PageFile readOnly(Path file) throws IOException {
    return open(file, Files.size(file), StandardOpenOption.READ);
  }

  private static PageFile open(Path file, long wholeBytes, OpenOption... options)
      throws IOException {
    SqliteHeader header = SqliteHeader.read(file);
    int pageSize = header.pageSize();
    long pages = header.fileSize() / pageSize;
    if (pages > Integer.MAX_VALUE - (1 << 20)) {
      throw new IOException(pages + " pages are too many to be looked through");
    }
    return new PageFile(
        FileChannel.open(file, options),
        pageSize,
        pageSize - header.reservedBytes(),
        wholeBytes,
        (int) pages);
  }

  /** Bytes of a page that hold content. */
  int usable() {
    return usable;
  }

  int pages() {
    return pages;
  }

  /** Whether a database can have content on this page. */
  boolean has(int page) throws IOException {
    return page >= 1
        && page <= pages
        && page != LOCK_BYTE / pageSize + 1
        && ((long) page * pageSize <= wholeBytes
            || (page - 1L) * pageSize >= wholeBytes && !zeros(read(page)));
  }

  private static boolean zeros(byte[] bytes) {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  byte[] read(int page) throws IOException {
    return read(page, pageSize);
  }

  /** The first bytes of a page. */
  byte[] read(int page, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    long at = (page - 1L) * pageSize;
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw new EOFException("Page " + page + " is not there");
      }
    }
    return buffer.array();
  }

  void write(int page, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long at = (page - 1L) * pageSize;
    while (buffer.hasRemaining()) {
      channel.write(buffer, at + buffer.position());
    }
  }

  /** Writes a page behind all others and tells its number. */
  int append(byte[] bytes) throws IOException {
    pages++;
    if (pages == LOCK_BYTE / pageSize + 1) {
      write(pages, new byte[pageSize]);
      pages++;
    }
    write(pages, bytes);
    return pages;
  }

  /** Empty, of the size of a page. */
  byte[] blank() {
    return new byte[pageSize];
  }

  /** The header says how many pages there are, and that none of them is a map of the others. */
  void finish() throws IOException {
    ByteBuffer first = ByteBuffer.wrap(read(1));
    first.putInt(PAGE_COUNT, pages);
    first.putInt(VALID_FOR, first.getInt(CHANGES));
    first.putInt(AUTO_VACUUM, 0);
    write(1, first.array());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
