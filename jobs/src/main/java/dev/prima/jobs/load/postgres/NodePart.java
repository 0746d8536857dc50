package dev.prima.jobs.load.postgres;

import dev.prima.core.shard.RegionMap;
import dev.prima.jobs.load.postgres.CopyEncoder.Trailer;
import dev.prima.jobs.load.postgres.LoadedPart.NodeCounts;
import dev.prima.jobs.postgres.PostgresTable;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that brings the rows of one part to one node, with their ledger row. Sends rows
 * as they come, in buffers of a few megabytes.
 */
final class NodePart {
  private static final int BUFFER = 4 << 20;

  private final String node;
  private final Connection connection;
  private final PostgresTable table;
  private final LoadTarget target;
  private final Ledger ledger;
  private final Buffers buffers;
  private final boolean already;
  private final long[] rowsByRegion;
  private final List<RowFailure> failures = new ArrayList<>();
  private @Nullable WorkTable incoming;
  private @Nullable WorkTable kept;
  private long replaced;
  private long superseded;

  /** The buffers of one node, used again for the next part. */
  static final class Buffers {
    private final CopyEncoder loaded;
    private final CopyEncoder incoming;
    private final CopyEncoder kept;
    private final byte[][] regionNames;

    Buffers(PostgresTable table, RegionMap regions) {
      loaded = new CopyEncoder(table, Trailer.NONE);
      incoming = new CopyEncoder(table, Trailer.HASH_AND_ROW);
      kept = new CopyEncoder(table, Trailer.HASH_AND_ROW);
      regionNames =
          regions.regions().stream()
              .map(r -> r.getBytes(StandardCharsets.UTF_8))
              .toArray(byte[][]::new);
    }

    byte @Nullable [] regionName(int region) {
      return region < 0 ? null : regionNames[region];
    }

    void clear() {
      loaded.clear();
      incoming.clear();
      kept.clear();
    }
  }

  /** Begins; the connection is in a transaction of its own. */
  NodePart(
      String node,
      Connection connection,
      PostgresTable table,
      LoadTarget target,
      Buffers buffers,
      long unit)
      throws SQLException {
    this.node = node;
    this.connection = connection;
    this.table = table;
    this.target = target;
    this.buffers = buffers;
    buffers.clear();
    rowsByRegion = new long[target.regions().regions().size() + 1];
    ledger = new Ledger(connection, target.runId(), target.table().name(), unit);
    already = !ledger.claim();
  }

  /** Whether an earlier attempt did all this; rows are then not wanted. */
  boolean already() {
    return already;
  }

  /** Takes the current row. */
  void add(LoadRows rows, int region, int shard) throws SQLException {
    byte @Nullable [] name = buffers.regionName(region);
    int sourceId = target.sourceId(rows.source());
    switch (rows.action()) {
      case SKIP -> {}
      case LOAD -> {
        buffers.loaded.append(rows, region, name, shard, sourceId, null);
        rowsByRegion[region + 1]++;
        if (buffers.loaded.size() >= BUFFER) {
          sendLoaded();
        }
      }
      case REPLACE -> {
        buffers.incoming.append(rows, region, name, shard, sourceId, rows.replacedHash());
        rowsByRegion[region + 1]++;
        if (buffers.incoming.size() >= BUFFER) {
          sendIncoming();
        }
      }
      case KEEP_SUPERSEDED -> {
        buffers.kept.append(rows, region, name, shard, sourceId, rows.contentHash());
        superseded++;
        if (buffers.kept.size() >= BUFFER) {
          sendKept();
        }
      }
    }
  }

  private void sendLoaded() throws SQLException {
    CopyEncoder loaded = buffers.loaded;
    new BinaryCopy(connection, table.qualified() + " (" + table.columnList() + ")")
        .send(loaded, (row, why) -> failed(loaded.rowNumber(row), loaded.region(row), why));
    loaded.clear();
  }

  private void sendIncoming() throws SQLException {
    CopyEncoder rows = buffers.incoming;
    if (rows.rows() > 0) {
      if (incoming == null) {
        incoming = WorkTable.create(connection, table, "prima_incoming", target.runId());
      }
      new BinaryCopy(connection, incoming.into())
          .send(rows, (row, why) -> failed(rows.rowNumber(row), rows.region(row), why));
      rows.clear();
    }
  }

  private void sendKept() throws SQLException {
    CopyEncoder rows = buffers.kept;
    if (rows.rows() > 0) {
      if (kept == null) {
        kept = WorkTable.create(connection, table, "prima_kept", target.runId());
      }
      new BinaryCopy(connection, kept.into())
          .send(
              rows, (row, why) -> failures.add(BinaryCopy.failure(rows.rowNumber(row), why, true)));
      rows.clear();
    }
  }

  private void failed(int rowNumber, int region, SQLException why) {
    failures.add(BinaryCopy.failure(rowNumber, why, false));
    rowsByRegion[region + 1]--;
  }

  /** Sends the rest, writes the ledger row and commits. */
  NodeCounts commit() throws SQLException {
    if (already) {
      NodeCounts counts = ledger.read(node);
      connection.commit();
      return counts;
    }
    sendLoaded();
    sendIncoming();
    sendKept();
    if (incoming != null) {
      replace(incoming);
    }
    if (kept != null) {
      kept.keepSuperseded();
    }
    long failed = failures.stream().filter(f -> !f.superseded()).count();
    long rows = 0;
    Map<String, Long> regions = new TreeMap<>();
    for (int r = 0; r < rowsByRegion.length; r++) {
      if (rowsByRegion[r] > 0) {
        rows += rowsByRegion[r];
        regions.put(
            r == 0 ? LoadedPart.NO_REGION : target.regions().regions().get(r - 1), rowsByRegion[r]);
      }
    }
    NodeCounts counts =
        new NodeCounts(node, rows, replaced, superseded, failed, regions, failures, false);
    ledger.write(counts);
    connection.commit();
    return counts;
  }

  /** All at once; where a row is refused, one by one. */
  private void replace(WorkTable rows) throws SQLException {
    SQLException failure =
        BinaryCopy.attempt(
            connection,
            () -> {
              replaced = rows.removeReplaced(WorkTable.all());
              rows.insert(WorkTable.all());
            });
    if (failure == null) {
      return;
    }
    replaced = 0;
    rows.eachRow(
        (number, region) -> {
          long[] removed = {0};
          SQLException why =
              BinaryCopy.attempt(
                  connection,
                  () -> {
                    removed[0] = rows.removeReplaced(WorkTable.only(number));
                    rows.insert(WorkTable.only(number));
                  });
          if (why == null) {
            replaced += removed[0];
          } else {
            failed(number, target.regions().ordinal(region), why);
          }
        });
  }
}
