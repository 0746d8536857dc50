package dev.prima.jobs.embedded;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a tar archive of plain files, folders and symbolic links (POSIX ustar, with GNU long
 * names); whatever else stands in it is an error. Commons Compress would do, but Spark and
 * Testcontainers want versions of it, and of Commons Lang beneath, that do not go together.
 */
final class TarEntries {
  private static final int BLOCK = 512;
  private static final Set<PosixFilePermission> PROGRAM =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private final DataInputStream in;
  private final Path target;
  private final byte[] header = new byte[BLOCK];

  private TarEntries(InputStream in, Path target) {
    this.in = new DataInputStream(in);
    this.target = target;
  }

  static void unpack(InputStream in, Path target) throws IOException {
    new TarEntries(in, target).unpack();
  }

  private void unpack() throws IOException {
    String longName = "";
    for (in.readFully(header); header[0] != 0; in.readFully(header)) {
      long size = number(124, 12);
      String name = longName.isEmpty() ? name() : longName;
      longName = "";
      switch (header[156]) {
        case 'L' -> longName = new String(content(size), StandardCharsets.UTF_8).replace("\0", "");
        case '5' -> Files.createDirectories(inside(name));
        case '2' -> Files.createSymbolicLink(prepared(name), Path.of(text(157, 100)));
        case '0', 0 -> file(prepared(name), size);
        default -> throw new IOException("Unknown kind of entry in the archive: " + name);
      }
    }
  }

  private void file(Path file, long size) throws IOException {
    Files.write(file, content(size));
    if ((number(100, 8) & 0100) != 0) {
      Files.setPosixFilePermissions(file, PROGRAM);
    }
  }

  private byte[] content(long size) throws IOException {
    byte[] content = in.readNBytes(Math.toIntExact(size));
    if (content.length < size) {
      throw new EOFException("The archive ends in the middle of a file");
    }
    in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    return content;
  }

  private String name() {
    String prefix = text(257, 5).equals("ustar") && header[262] == 0 ? text(345, 155) : "";
    return prefix.isEmpty() ? text(0, 100) : prefix + "/" + text(0, 100);
  }

  private Path prepared(String name) throws IOException {
    Path file = inside(name);
    @Nullable Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return file;
  }

  private Path inside(String name) throws IOException {
    Path file = target.resolve(name).normalize();
    if (!file.startsWith(target)) {
      throw new IOException("The archive reaches out of its folder: " + name);
    }
    return file;
  }

  private long number(int from, int length) {
    String octal = text(from, length).trim();
    return octal.isEmpty() ? 0 : Long.parseLong(octal, 8);
  }

  private String text(int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(Arrays.copyOfRange(header, from, end), StandardCharsets.UTF_8);
  }
}
