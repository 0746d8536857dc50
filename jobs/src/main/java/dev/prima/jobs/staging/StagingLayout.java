package dev.prima.jobs.staging;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Where staged rows stand: {@code BASE/TABLE/part-ID.parquet} with {@code part-ID.json} (manifest)
 * and {@code part-ID.rejects.jsonl} beside it, where there are rows and rejects. The manifest is
 * written last: a part without one does not exist.
 *
 * <p>Every file is written under another name and renamed, so that readers never see half of one.
 * Thread-safe.
 */
public final class StagingLayout {
  private static final int LONGEST_NAME = 160;
  private static final String MANIFEST = ".json";
  private static final String UNFINISHED = "_";
  private static final String TEMPORARY = ".tmp";
  private static final FsPermission OWNER_ALONE = new FsPermission((short) 0700);
  private static final Comparator<PartManifest> BY_PART =
      Comparator.comparingLong(PartManifest::part);

  private final Path base;
  private final Configuration configuration;

  /**
   * @param baseUri a folder on any Hadoop file system; a path without scheme is a local one
   */
  public StagingLayout(String baseUri, Configuration configuration) {
    this.configuration = configuration;
    try {
      Path path = new Path(baseUri);
      base = path.getFileSystem(configuration).makeQualified(path);
    } catch (IOException | IllegalArgumentException e) {
      throw new PrimaException(
          StagingError.WRITE_FAILED,
          "Staging folder " + baseUri + " cannot be used; name another by staging.uri",
          e);
    }
  }

  public Configuration configuration() {
    return configuration;
  }

  public Path base() {
    return base;
  }

  /** The folder of a table, by its canonical name. */
  public Path tableDir(String canonicalName) {
    return new Path(base, encode(canonicalName));
  }

  public Path part(String table, long id) {
    return new Path(tableDir(table), stem(id) + ".parquet");
  }

  public Path manifest(String table, long id) {
    return new Path(tableDir(table), stem(id) + MANIFEST);
  }

  public Path rejects(String table, long id) {
    return new Path(tableDir(table), stem(id) + ".rejects.jsonl");
  }

  /** The finished parts of a table that hold rows, in the order of their ids. */
  public List<StagedPart> parts(String table) {
    return manifests(table).stream().filter(m -> m.staged() > 0).map(this::part).toList();
  }

  /** The part that a manifest describes. */
  public StagedPart part(PartManifest manifest) {
    return new StagedPart(
        manifest.part(),
        manifest.table(),
        part(manifest.table(), manifest.part()).toString(),
        manifest.staged());
  }

  /** The manifests of a table's finished parts, in the order of their ids. */
  public List<PartManifest> manifests(String table) {
    return manifestsIn(tableDir(table)).sorted(BY_PART).toList();
  }

  /** The manifests of all tables' finished parts, in the order of their ids. */
  public List<PartManifest> manifests() {
    return list(base).stream()
        .filter(FileStatus::isDirectory)
        .flatMap(folder -> manifestsIn(folder.getPath()))
        .sorted(BY_PART)
        .toList();
  }

  private Stream<PartManifest> manifestsIn(Path folder) {
    return list(folder).stream()
        .filter(file -> file.isFile() && file.getPath().getName().endsWith(MANIFEST))
        .map(file -> new String(read(file.getPath()), StandardCharsets.UTF_8))
        .map(json -> PartManifest.of(Json.parse(json).asObject()));
  }

  /** The whole of a file, empty where it is absent. */
  public Optional<byte[]> find(Path file) {
    try {
      return fileSystem(file).exists(file) ? Optional.of(read(file)) : Optional.empty();
    } catch (IOException e) {
      throw new PrimaException(
          StagingError.READ_FAILED, "Staged file " + file + " cannot be looked up", e);
    }
  }

  /** The whole of a file. */
  public byte[] read(Path file) {
    try {
      FileSystem fileSystem = fileSystem(file);
      try (FSDataInputStream in = fileSystem.open(file)) {
        return in.readAllBytes();
      }
    } catch (IOException e) {
      throw new PrimaException(
          StagingError.READ_FAILED,
          "Staged file " + file + " cannot be read; start a new run without --resume",
          e);
    }
  }

  /** Writes a file whole or not at all; replaces what stands there. */
  public void replace(Path file, byte[] content) {
    try {
      Path temporary = temporary(file);
      try (FSDataOutputStream out = create(temporary)) {
        out.write(content);
      }
      publish(temporary, file);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Makes the folder, whose owner alone may look into it: what is in it are values of rows. */
  public void make() {
    try {
      FileSystem fileSystem = fileSystem(base);
      fileSystem.mkdirs(base);
      // By itself, for what a new folder is given is masked.
      fileSystem.setPermission(base, OWNER_ALONE);
    } catch (IOException e) {
      throw failed(base, e);
    }
  }

  /** Removes a file if it is there. */
  public void remove(Path file) {
    try {
      fileSystem(file).delete(file, false);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** The file system of a path; on local disks without Hadoop's checksum files. */
  FileSystem fileSystem(Path path) throws IOException {
    FileSystem fileSystem = path.getFileSystem(configuration);
    return fileSystem instanceof LocalFileSystem local ? local.getRaw() : fileSystem;
  }

  /** Opens a file to be written, with its folder; replaces what stands there. */
  FSDataOutputStream create(Path file) throws IOException {
    FileSystem fileSystem = fileSystem(file);
    if (fileSystem instanceof RawLocalFileSystem local) {
      // By itself Hadoop starts a process, chmod, for each file.
      java.nio.file.Path path = local.pathToFile(file).toPath();
      Files.createDirectories(path.getParent());
      return new FSDataOutputStream(Files.newOutputStream(path), null);
    }
    return fileSystem.create(file, true);
  }

  /** The name under which a file is written before it is {@linkplain #publish published}. */
  Path temporary(Path file) {
    return new Path(file.getParent(), UNFINISHED + file.getName() + TEMPORARY);
  }

  /** The same for one of several that write the file, each for itself. */
  Path temporary(Path file, String attempt) {
    return temporary(file.suffix("." + attempt));
  }

  /** Removes what those left who died while they wrote. Nobody may be writing. */
  public void sweep() {
    for (FileStatus folder : list(base)) {
      if (folder.isDirectory()) {
        list(folder.getPath()).stream()
            .map(FileStatus::getPath)
            .filter(file -> file.getName().startsWith(UNFINISHED))
            .filter(file -> file.getName().endsWith(TEMPORARY))
            .forEach(this::remove);
      }
    }
  }

  /** As {@link Publishing} does; meanwhile the part has no manifest. */
  void publish(Path temporary, Path file) throws IOException {
    Publishing.publish(fileSystem(file), temporary, file);
  }

  PrimaException failed(Path file, IOException cause) {
    return new PrimaException(
        StagingError.WRITE_FAILED,
        "Staging folder "
            + base
            + " cannot be written to ("
            + cause.getMessage()
            + " at "
            + file.getName()
            + "); make room or rights there, or name another by staging.uri, then use --resume",
        cause);
  }

  private List<FileStatus> list(Path folder) {
    try {
      return Arrays.asList(fileSystem(folder).listStatus(folder));
    } catch (FileNotFoundException e) {
      // Nothing of this table was staged, which is no error.
      return List.of();
    } catch (IOException e) {
      throw new PrimaException(
          StagingError.READ_FAILED, "Staging folder " + folder + " cannot be listed", e);
    }
  }

  private static String stem(long id) {
    return String.format("part-%012d", id);
  }

  /** Letters, digits, dot, hyphen and underscore as they are, every other byte as %XX. */
  private static String encode(String name) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          b >= 'a' && b <= 'z'
              || b >= 'A' && b <= 'Z'
              || b >= '0' && b <= '9'
              || "._-".indexOf(b) >= 0;
      if (plain) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    // File systems refuse names over 255 bytes; SQLite does not.
    return encoded.length() <= LONGEST_NAME
        ? encoded.toString()
        : encoded.substring(0, LONGEST_NAME) + "~" + Fingerprint.ofText(name);
  }
}
