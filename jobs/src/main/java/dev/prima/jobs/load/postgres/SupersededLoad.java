package dev.prima.jobs.load.postgres;

import dev.prima.jobs.postgres.PostgresNode;
import java.io.Serializable;
import java.sql.PreparedStatement;
import java.util.Iterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Keeps rows in {@code prima.superseded} of a node; those that stand there stay as they are. */
public record SupersededLoad(PostgresNode node, String runId, String table)
    implements Serializable {
  private static final int BATCH = 500;

  /**
   * Runs a job.
   *
   * @param rows {@code content_hash, key, source_id, reason, row}
   */
  public void keep(Dataset<Row> rows) {
    rows.toJavaRDD().foreachPartition(mine -> keep(mine, "ON CONFLICT DO NOTHING"));
  }

  /** The same of rows that this run takes away, whatever was kept of them before. */
  public void keepTaken(Dataset<Row> rows) {
    rows.toJavaRDD().foreachPartition(mine -> keep(mine, WorkTable.KEPT_ANEW));
  }

  private void keep(Iterator<Row> rows, String onConflict) {
    if (!rows.hasNext()) {
      return;
    }
    node.transaction(
        "keep superseded rows",
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO prima.superseded"
                      + " (table_name, content_hash, key, source_id, run_id, reason, row)"
                      + " VALUES (?, ?, ?, ?, ?, ?, ?::jsonb) "
                      + onConflict)) {
            int waiting = 0;
            while (rows.hasNext()) {
              Row row = rows.next();
              insert.setString(1, table);
              insert.setBytes(2, (byte[]) row.get(0));
              insert.setString(3, row.getString(1));
              insert.setInt(4, row.getInt(2));
              insert.setString(5, runId);
              insert.setString(6, row.getString(3));
              insert.setString(7, row.getString(4));
              insert.addBatch();
              if (++waiting % BATCH == 0) {
                insert.executeBatch();
              }
            }
            insert.executeBatch();
            return waiting;
          }
        });
  }
}
