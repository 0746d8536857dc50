package dev.prima.jobs.jmh;

import dev.prima.core.mapping.MappedPage;
import dev.prima.core.mapping.MappingCatalog;
import dev.prima.core.mapping.RowMapper;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.schema.RowPage;
import dev.prima.core.selection.TableSelection;
import dev.prima.jobs.extract.PlannedTable;
import dev.prima.jobs.generate.GenerateSpec;
import dev.prima.jobs.generate.LegacyGenerator;
import dev.prima.jobs.generate.LegacyProfile;
import dev.prima.jobs.mapping.MappingReader;
import dev.prima.jobs.run.RunTables;
import dev.prima.jobs.source.RowRange;
import dev.prima.jobs.source.RowReader;
import dev.prima.jobs.source.RowReader.PageLimit;
import dev.prima.jobs.source.Snapshots;
import dev.prima.jobs.source.SourceFile;
import dev.prima.jobs.source.SqliteConnections;
import dev.prima.jobs.source.SqliteRowReader;
import dev.prima.jobs.source.SqliteSchemaReader;
import dev.prima.jobs.source.StoredRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.sqlite.SQLiteConnection;

/** The 50,000 messages of a generated file, as they stand in it and as they are mapped. */
@State(Scope.Benchmark)
public class LegacyMessages {
  private static final String TABLE = "messages";
  private static final int AGENTS = 10_000;
  private static final PageLimit LIMIT = new PageLimit(100_000, 32L << 20);

  private Path folder;
  private SQLiteConnection connection;
  private StoredRows stored;
  private SourceFile file;
  private PlannedTable planned;
  private TargetTable target;
  private final List<MappedPage> pages = new ArrayList<>();

  @Setup(Level.Trial)
  public void make() throws IOException, SQLException {
    folder = Files.createTempDirectory("prima-jmh");
    Path legacy = folder.resolve("legacy.db");
    new LegacyGenerator(
            new GenerateSpec(
                legacy,
                AGENTS,
                GenerateSpec.DEFAULT_EDGES,
                GenerateSpec.DEFAULT_MESSAGES,
                1,
                LegacyProfile.PRIMA,
                0,
                1),
            (path, table, written, of) -> {})
        .generate();
    Path snapshots = Files.createDirectory(folder.resolve("snapshots"));
    file = SqliteSchemaReader.surveyed(new Snapshots(snapshots).take(legacy, 0), 0);
    MappingCatalog catalog = MappingReader.builtIn();
    target = catalog.target(TABLE);
    planned =
        RunTables.of(List.of(file), catalog, TableSelection.ALL).planned().stream()
            .filter(table -> table.stagedTarget().name().equals(TABLE))
            .findFirst()
            .orElseThrow();
    connection = SqliteConnections.open(file);
    stored = StoredRows.open(file, connection);
    RowMapper mapper = new RowMapper(planned.claim(), target, planned.sourceTable());
    try (RowReader reader = byPages()) {
      for (RowPage page = reader.next(); page != null; page = reader.next()) {
        pages.add(mapper.map(page));
      }
    }
  }

  @TearDown(Level.Trial)
  public void remove() throws IOException, SQLException {
    stored.close();
    connection.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Over all of them, as extract reads them. */
  RowReader byPages() throws IOException {
    return stored.reader(planned.sourceTable(), RowRange.ALL, LIMIT);
  }

  /** Over all of them, as reconcile reads them. */
  RowReader bySqlite() {
    return SqliteRowReader.open(
        connection, Path.of(file.path()), planned.sourceTable(), RowRange.ALL, LIMIT);
  }

  RowMapper mapper() {
    return new RowMapper(planned.claim(), target, planned.sourceTable());
  }

  public TargetTable target() {
    return target;
  }

  public List<MappedPage> pages() {
    return pages;
  }
}
