package dev.prima.jobs.spark;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows that are read from a store, and how they are divided among partitions.
 *
 * @param parts what is read, in the order in which it is dealt out: where these are the same, the
 *     partition of a number holds the same rows
 */
public record Divided(Dataset<Row> rows, List<String> parts) {
  public Divided {
    parts = List.copyOf(parts);
  }

  /** The same parts, whose rows were changed where they are. */
  public Divided with(Dataset<Row> changed) {
    return new Divided(changed, parts);
  }

  /** These parts and then others, of which the rows are the union. */
  public Divided and(Divided others) {
    return new Divided(
        rows.unionByName(others.rows),
        Stream.concat(parts.stream(), others.parts.stream()).toList());
  }
}
