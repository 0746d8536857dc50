package dev.prima.jobs.load.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.PostgresShape;
import dev.prima.core.mapping.PostgresShape.By;
import dev.prima.core.mapping.PostgresShape.Index;
import dev.prima.core.mapping.PostgresShape.Partitioning;
import dev.prima.core.mapping.Precedence;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.TargetTable.Stores;
import dev.prima.core.mapping.TargetTable.TargetKey;
import dev.prima.core.shard.RegionMap;
import dev.prima.core.shard.ShardLookup;
import dev.prima.jobs.postgres.IndexBuild;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.PostgresScan;
import dev.prima.jobs.postgres.PostgresSchema;
import dev.prima.jobs.postgres.PostgresSchema.Partitions;
import dev.prima.jobs.postgres.Retry;
import dev.prima.jobs.postgres.ScanRange;
import dev.prima.jobs.postgres.TargetRowReader;
import dev.prima.jobs.postgres.TestNodes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Measures loading, finishing and reading back a million messages over two connections. */
@EnabledIfSystemProperty(named = "prima.full", matches = "true")
class CopySpeedIT {
  private static final int PARTS = 10;
  private static final int ROWS = 100_000;
  private static final int COLUMNS = 12;

  private static final TargetTable MESSAGES =
      new TargetTable(
          "messages",
          List.of(
              column("message_id", ColumnType.UUID),
              column("legacy_id", ColumnType.TEXT),
              column("from_agent", ColumnType.TEXT),
              column("to_agent", ColumnType.TEXT),
              column("message_type", ColumnType.TEXT),
              column("content", ColumnType.TEXT),
              column("field_impact", ColumnType.DOUBLE),
              column("priority", ColumnType.BIGINT),
              column("processed", ColumnType.BOOLEAN),
              column("propagated", ColumnType.BOOLEAN),
              column("extra", ColumnType.JSONB),
              column("created_at", ColumnType.TIMESTAMPTZ)),
          new TargetKey(List.of("message_id"), false, true),
          Precedence.NONE,
          new Placement.Follow("from_agent"),
          new Stores(
              new PostgresShape(
                  "prima",
                  List.of(),
                  List.of(List.of("message_id", "created_at")),
                  List.of(new Index(List.of("from_agent", "created_at"), false)),
                  new Partitioning(By.MONTH, "created_at"),
                  List.of()),
              null));

  private static TargetColumn column(String name, ColumnType type) {
    return new TargetColumn(name, type, false, true);
  }

  /** Rows from a fixed block of bytes, so that making them costs next to nothing. */
  private static final class Synthetic implements LoadRows, RowValues {
    private final int part;
    private final byte[] heap;
    private final byte[] identity = new byte[16];
    private int row = -1;

    Synthetic(int part) {
      this.part = part;
      StringBuilder agents = new StringBuilder();
      for (int i = 0; i < 1000; i++) {
        agents.append(String.format("agent-%08d", i));
      }
      heap =
          (agents + "a message of some length that says what messages say, near eighty characters")
              .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean next() {
      row++;
      ByteBuffer.wrap(identity).putLong(row * 0x9E3779B97F4A7C15L).putInt(part).putInt(row);
      return row < ROWS;
    }

    @Override
    public RowValues row() {
      return this;
    }

    @Override
    public int rowNumber() {
      return row;
    }

    @Override
    public Action action() {
      return Action.LOAD;
    }

    @Override
    public int occurrence() {
      return 1;
    }

    @Override
    public byte[] identity() {
      return identity;
    }

    @Override
    public byte[] contentHash() {
      return identity;
    }

    @Override
    public byte[] replacedHash() {
      return null;
    }

    @Override
    public byte[] legacyId() {
      return null;
    }

    @Override
    public int source() {
      return 0;
    }

    @Override
    public void close() {}

    @Override
    public boolean isNull(int column) {
      return column == 0 || column == 10;
    }

    @Override
    public long word(int column) {
      return column == 11
          ? 1_735_689_600_000_000L + row * 311_000_000L
          : column == 6 ? Double.doubleToRawLongBits(row / 7.0) : row & 1;
    }

    @Override
    public byte[] array(int column) {
      return heap;
    }

    @Override
    public int offset(int column) {
      return column == 5 ? 14_000 : row * (column + 3) % 1000 * 14;
    }

    @Override
    public int length(int column) {
      return column == 5 ? heap.length - 14_000 : column == 4 ? 5 : 14;
    }
  }

  @Test
  void aMillionMessages() throws Exception {
    PostgresNode node = TestNodes.embedded().get(0);
    TreeSet<YearMonth> months = new TreeSet<>();
    for (int m = 1; m <= 12; m++) {
      months.add(YearMonth.of(2025, m));
    }
    PostgresSchema.apply(
        PostgresSchema.plan(node, List.of(MESSAGES), new Partitions(new TreeSet<>(), months)));
    ShardLookup lookup = new ShardLookup.Builder(16).build();
    RegionMap regions = new RegionMap(List.of("genesis"), List.of(0), List.of("home"));
    LoadTarget target =
        new LoadTarget(
            MESSAGES, "run", List.of(node), regions, Set.of(), Map.of(0, 1), Retry.DEFAULT);
    report(
        "load",
        parallel(
            PARTS,
            part -> {
              try (NodeConnections connections = new NodeConnections(List.of(node), Set.of())) {
                return new PartLoader(target, lookup, connections)
                    .load(part, () -> new Synthetic(part))
                    .rows();
              }
            }));
    long start = System.nanoTime();
    IndexBuild.finish(node, List.of(MESSAGES), 2);
    System.out.printf("finish: %.1f s%n", (System.nanoTime() - start) / 1e9);
    List<ScanRange> ranges = PostgresScan.ranges(node, MESSAGES, 100_000);
    for (int round = 0; round < 2; round++) {
      report(
          "scan " + ranges.size() + " ranges",
          parallel(
              ranges.size(),
              r -> {
                long rows = 0;
                long sum = 0;
                try (TargetRowReader reader =
                    TargetRowReader.open(node, MESSAGES, ranges.get(r), null)) {
                  while (reader.next()) {
                    rows++;
                    for (int c = 0; c < COLUMNS; c++) {
                      if (!reader.isNull(c)) {
                        sum +=
                            MESSAGES.columns().get(c).type().isBytes()
                                ? reader.array(c)[reader.offset(c)]
                                : reader.word(c);
                      }
                    }
                  }
                }
                assertThat(sum != 0 || rows == 0).isTrue();
                return rows;
              }));
    }
    assertThat(TestNodes.value(node, "SELECT count(*) FROM prima.messages"))
        .isEqualTo(Integer.toString(PARTS * ROWS));
  }

  /** Work on one part; how many rows it had. */
  @FunctionalInterface
  private interface Work {
    long on(int part) throws Exception;
  }

  private static double[] parallel(int parts, Work work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      long start = System.nanoTime();
      List<Callable<Long>> all = new ArrayList<>();
      for (int i = 0; i < parts; i++) {
        int part = i;
        all.add(() -> work.on(part));
      }
      long rows = 0;
      for (Future<Long> done : pool.invokeAll(all)) {
        rows += done.get();
      }
      return new double[] {rows, (System.nanoTime() - start) / 1e9};
    } finally {
      pool.shutdownNow();
    }
  }

  private static void report(String what, double[] figures) {
    System.out.printf(
        "%s: %.0f rows in %.1f s, %.0f rows/s%n",
        what, figures[0], figures[1], figures[0] / figures[1]);
  }
}
