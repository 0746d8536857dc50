package dev.prima.jobs.generate;

import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.sqlite.JDBC;

/**
 * Makes the SQLite files of {@code sample-data} out of their SQL: {@code NAME.db} from {@code
 * NAME.sql}. The SQL is SQLite's dialect, UTF-8, run as one script on an empty file; it may begin
 * with {@code PRAGMA encoding}. The same SQL gives the same bytes. Stateless.
 */
public final class SampleData {
  private static final String SCRIPT = ".sql";
  private static final String DATABASE = ".db";

  private SampleData() {}

  /**
   * Makes a file for every script of a folder; files made earlier are replaced.
   *
   * @param scripts for instance {@code sample-data/network}
   * @param into where the files go, made where it is absent
   * @return the files, ordered by name
   * @throws PrimaException {@link GenerateError#NO_SAMPLE} where there is no script, {@link
   *     GenerateError#CANNOT_WRITE}, and no unfinished file is left
   */
  public static List<Path> make(Path scripts, Path into) {
    List<Path> made = new ArrayList<>();
    for (Path script : scripts(scripts)) {
      String name = String.valueOf(script.getFileName());
      Path file = into.resolve(name.substring(0, name.length() - SCRIPT.length()) + DATABASE);
      makeFile(script, file);
      made.add(file);
    }
    return made;
  }

  /**
   * Makes one file; one made earlier is replaced.
   *
   * @throws PrimaException as {@link #make}
   */
  public static void makeFile(Path script, Path file) {
    String sql = read(script);
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try {
      try {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.deleteIfExists(partial);
        run(sql, partial);
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException | SQLException e) {
      throw new PrimaException(
          GenerateError.CANNOT_WRITE,
          "Cannot make " + file + " from " + script + ": " + e + ". Nothing unfinished is left",
          e);
    }
  }

  private static void run(String sql, Path file) throws SQLException {
    try (Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, new Properties());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA synchronous = off");
      statement.execute("PRAGMA journal_mode = memory");
      // sqlite-jdbc hands an update to sqlite3_exec, which runs all statements of a script.
      statement.executeUpdate(sql);
    }
  }

  private static List<Path> scripts(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files.filter(f -> f.getFileName().toString().endsWith(SCRIPT)).sorted().toList();
      if (found.isEmpty()) {
        throw new PrimaException(
            GenerateError.NO_SAMPLE,
            "No sample data in " + folder + ": there is no .sql file. Restore the project's files");
      }
      return found;
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static String read(Path script) {
    try {
      return Files.readString(script);
    } catch (IOException e) {
      throw unreadable(script, e);
    }
  }

  private static PrimaException unreadable(Path path, IOException cause) {
    return new PrimaException(
        GenerateError.NO_SAMPLE,
        "Cannot read " + path + ": " + cause + ". Run from the project's folder",
        cause);
  }
}
