package dev.prima.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.mapping.MappedPage;
import dev.prima.core.mapping.MappingCatalog;
import dev.prima.core.mapping.RowMapper;
import dev.prima.core.mapping.TableClaim;
import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.mapping.MappingReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the built-in profiles against sample and generated data: what they claim and refuse. */
class SampleMappingTest {
  private static final Path SAMPLES = Path.of("..", "sample-data");

  private final MappingCatalog catalog = MappingReader.builtIn();
  @TempDir Path folder;

  @Test
  void noRowOfTheNetworkIsRefusedAndAllButOneTableIsClaimed() throws SQLException {
    List<String> unclaimed = new ArrayList<>();
    for (Path file : SampleData.make(SAMPLES.resolve("network"), folder)) {
      for (String table : tables(file)) {
        Optional<MappedPage> page = map(file, table);
        page.ifPresent(p -> assertThat(p.rejectReasons()).as("%s %s", file, table).isEmpty());
        if (page.isEmpty()) {
          unclaimed.add(table);
        }
      }
    }
    assertThat(unclaimed).containsExactly("sacred_presences");
  }

  @Test
  void theWartsAreRefusedAndConvertedAsTheTableOfOutcomesSays() throws SQLException, IOException {
    Map<String, String> refused = new TreeMap<>();
    Map<String, Long> converted = new TreeMap<>();
    for (Path file : SampleData.make(SAMPLES.resolve("warts"), folder)) {
      for (String table : tables(file)) {
        map(file, table).ifPresent(page -> collect(file, table, page, refused, converted));
      }
    }
    Map<String, String> refusedAsTold = new TreeMap<>();
    Map<String, Long> convertedAsTold = new TreeMap<>();
    for (String[] told : outcomes()) {
      if (told[5].equals("rejected")) {
        refusedAsTold.put(String.join(" ", told[0], told[1], told[2]), told[6] + " " + told[7]);
      }
      // No profile claims a table of that one: its conversions are not those of a mapping.
      if (!told[9].isEmpty() && !told[0].equals("unrelated.db")) {
        convertedAsTold.merge(told[0] + " " + told[1] + " " + told[9], 1L, Long::sum);
      }
    }
    assertThat(refused).isEqualTo(refusedAsTold);
    // Every row of the log of coherence has this one, whatever its wart.
    String fraction = "unified.db field_coherence_log coherence_level: fraction to percent";
    assertThat(converted.remove(fraction)).isEqualTo(3);
    convertedAsTold.remove(fraction);
    assertThat(converted).isEqualTo(convertedAsTold);
  }

  @ParameterizedTest
  @EnumSource(LegacyProfile.class)
  void aCleanGeneratedFileIsClaimedWholeAndADirtyOneRefusedInPart(LegacyProfile profile)
      throws SQLException {
    Path clean = generate("clean.db", profile, 0);
    Path dirty = generate("dirty.db", profile, 0.5);
    long refused = 0;
    for (String table : tables(clean)) {
      assertThat(map(clean, table).orElseThrow().rejectReasons()).as(table).isEmpty();
      refused +=
          map(dirty, table).orElseThrow().rejectReasons().values().stream()
              .mapToLong(Long::longValue)
              .sum();
    }
    assertThat(refused).isPositive();
  }

  private Path generate(String name, LegacyProfile profile, double dirt) {
    GenerateSpec spec = new GenerateSpec(folder.resolve(name), 200, 4.2, 5, 1, profile, dirt, 1);
    return new LegacyGenerator(spec, (file, table, written, of) -> {}).generate().get(0);
  }

  private static void collect(
      Path file,
      String table,
      MappedPage page,
      Map<String, String> refused,
      Map<String, Long> converted) {
    String place = file.getFileName() + " " + table + " ";
    for (int row = 0; row < page.rows(); row++) {
      page.at(row);
      if (page.rejectReason() != null) {
        refused.put(
            place + page.source().rowId(row), page.rejectReason() + " " + page.rejectColumn());
      }
    }
    page.conversions().forEach((name, times) -> converted.put(place + name, times));
  }

  private static List<String> tables(Path file) throws SQLException {
    return Sql.rows(
        file,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            + " ORDER BY name");
  }

  /** The table's rows in one page, mapped; empty where no profile claims it. */
  private Optional<MappedPage> map(Path file, String table) throws SQLException {
    List<SourceColumn> columns = new ArrayList<>();
    String info = "SELECT name, type, \"notnull\", pk FROM pragma_table_info('" + table + "')";
    for (String column : Sql.rows(file, info)) {
      String[] parts = column.split("\\|", -1);
      columns.add(
          new SourceColumn(
              parts[0], parts[1], parts[2].equals("1"), Integer.parseInt(parts[3]), false));
    }
    SourceTable source = new SourceTable(table, columns, true, List.of());
    Optional<TableClaim> claim = catalog.claim(source);
    if (claim.isEmpty()) {
      return Optional.empty();
    }
    RowMapper mapper = new RowMapper(claim.get(), catalog.target(claim.get().target()), source);
    return Optional.of(mapper.map(page(file, table, columns.size())));
  }

  private static RowPage page(Path file, String table, int width) throws SQLException {
    boolean wide = Sql.rows(file, "PRAGMA encoding").get(0).startsWith("UTF-16");
    RowPage page = new RowPage(width);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT rowid, * FROM " + table)) {
      while (rows.next()) {
        page.beginRow(rows.getLong(1));
        for (int c = 0; c < width; c++) {
          append(page.column(c), rows, c + 2, wide);
        }
      }
    }
    return page;
  }

  private static void append(RowPage.Column column, ResultSet row, int c, boolean wide)
      throws SQLException {
    Object value = row.getObject(c);
    if (value == null) {
      column.appendNull();
    } else if (value instanceof Integer || value instanceof Long) {
      column.appendInteger(((Number) value).longValue());
    } else if (value instanceof Double real) {
      column.appendReal(real);
    } else if (value instanceof String text) {
      // As bytes, text of a UTF-16 file comes in UTF-16.
      column.appendText(wide ? text.getBytes(StandardCharsets.UTF_8) : row.getBytes(c));
    } else {
      column.appendBlob((byte[]) value);
    }
  }

  /** The lines of the table of outcomes; fields in quotes may hold commas and doubled quotes. */
  private static List<String[]> outcomes() throws IOException {
    List<String[]> lines = new ArrayList<>();
    for (String line : Files.readAllLines(SAMPLES.resolve("warts/outcomes.csv"))) {
      List<String> fields = new ArrayList<>();
      for (String field : line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)) {
        boolean quoted = field.startsWith("\"");
        fields.add(quoted ? field.substring(1, field.length() - 1).replace("\"\"", "\"") : field);
      }
      lines.add(fields.toArray(String[]::new));
    }
    return lines.subList(1, lines.size());
  }
}
