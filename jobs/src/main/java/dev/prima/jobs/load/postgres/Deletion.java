package dev.prima.jobs.load.postgres;

import dev.prima.core.mapping.HeldRow;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.load.postgres.CopyEncoder.Trailer;
import dev.prima.jobs.load.postgres.LoadedPart.NodeCounts;
import dev.prima.jobs.postgres.LedgerMark;
import dev.prima.jobs.postgres.PostgresError;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.PostgresTable;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes rows of a table with a key away from a node because their source no longer holds them, and
 * keeps them in {@code prima.superseded}; of agents also where they stood.
 *
 * <p>Guarantees: a unit is one transaction with a ledger row; done again it changes nothing.
 */
public final class Deletion implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LoadTarget target;

  public Deletion(LoadTarget target) {
    this.target = target;
  }

  /**
   * A row to be taken away.
   *
   * @param key a {@link HeldRow} of which only the columns of the key matter
   * @param identity 16 bytes
   * @param hash of its content
   */
  public record Gone(byte[] key, byte[] identity, byte[] hash, int sourceId)
      implements Serializable {}

  /** What of a row is wanted to find it again: the others of its columns are NULL. */
  public static byte[] key(TargetTable table, RowValues row) {
    List<Integer> key = table.key().columns().stream().map(table::ordinal).toList();
    return HeldRow.pack(table, new KeyOnly(row, key));
  }

  /**
   * Takes rows away.
   *
   * @param unit tells them from others of the run and the table on this node
   * @return how often that was tried again
   * @throws dev.prima.core.error.PrimaException of {@link PostgresError} when the node fails for
   *     good
   */
  public int carryOut(PostgresNode node, long unit, List<Gone> rows) {
    return new RetriedTransaction(node, target.retry(), "delete from " + target.table().name())
        .carryOut(connection -> remove(connection, node.name(), unit, rows));
  }

  private void remove(Connection connection, String node, long unit, List<Gone> rows)
      throws SQLException {
    String name = LedgerMark.DELETED_ROWS + target.table().name();
    Ledger ledger = new Ledger(connection, target.runId(), name, unit);
    if (!ledger.claim()) {
      return;
    }
    PostgresTable table = new PostgresTable(target.table());
    WorkTable work = WorkTable.create(connection, table, "prima_deleted", target.runId());
    CopyEncoder encoder = new CopyEncoder(table, Trailer.HASH_AND_ROW);
    int columns = target.table().columns().size();
    for (int i = 0; i < rows.size(); i++) {
      Gone gone = rows.get(i);
      GoneRow row = new GoneRow(new HeldRow(columns, gone.key()), i, gone.identity());
      encoder.append(row, -1, null, -1, gone.sourceId(), gone.hash());
    }
    new BinaryCopy(connection, work.into())
        .send(
            encoder,
            (row, why) -> {
              throw new IllegalStateException("A work table refuses a key", why);
            });
    if (target.table().placement() instanceof Placement.Distribute distribute) {
      work.rememberPlaces(distribute.column());
    }
    long removed = work.removeReplaced(WorkTable.all());
    ledger.write(new NodeCounts(node, 0, removed, 0, 0, Map.of(), List.of(), false));
  }

  private record KeyOnly(RowValues row, List<Integer> key) implements RowValues {
    @Override
    public boolean isNull(int column) {
      return !key.contains(column) || row.isNull(column);
    }

    @Override
    public long word(int column) {
      return row.word(column);
    }

    @Override
    public byte[] array(int column) {
      return row.array(column);
    }

    @Override
    public int offset(int column) {
      return row.offset(column);
    }

    @Override
    public int length(int column) {
      return row.length(column);
    }
  }

  private record GoneRow(RowValues row, int rowNumber, byte[] identity) implements EncodedRow {
    @Override
    public int occurrence() {
      return 1;
    }

    @Override
    public byte @Nullable [] legacyId() {
      return null;
    }
  }
}
