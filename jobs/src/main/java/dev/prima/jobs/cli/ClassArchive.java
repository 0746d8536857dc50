package dev.prima.jobs.cli;

import dev.prima.jobs.progress.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An archive of the classes that a command has loaded, from which the JVM starts later commands
 * faster: class data sharing. Made once after a build, by the first command that ends;
 * scripts/prima names the file and starts the JVM so that it can be made.
 *
 * @see "JEP 350, Dynamic CDS Archives"
 */
final class ClassArchive {
  private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);
  private static final String FILE = "prima.class-archive";

  private ClassArchive() {}

  /** Makes the archive if it is asked for and not there; without one, starts are only slower. */
  static void keep(Progress progress) {
    @Nullable String file = System.getProperty(FILE);
    if (file == null || Files.exists(Path.of(file))) {
      return;
    }
    progress.message("Keeping what was loaded, so that the next start is faster (once)");
    Path half = Path.of(file + "." + ProcessHandle.current().pid());
    PrintStream out = System.out;
    try {
      // The JVM tells of it on standard output, which is for data.
      System.setOut(System.err);
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "vmCds",
              new Object[] {new String[] {"dynamic_dump", half.toString()}},
              new String[] {String[].class.getName()});
      Files.move(half, Path.of(file), StandardCopyOption.ATOMIC_MOVE);
    } catch (JMException | IOException e) {
      LOG.warn("No class archive could be made: {}", e.toString());
    } finally {
      System.setOut(out);
    }
  }
}
