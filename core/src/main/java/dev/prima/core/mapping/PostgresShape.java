package dev.prima.core.mapping;

import dev.prima.core.dialect.TableExtras;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table in PostgreSQL. Beside the target's columns it has {@code region_id text}, {@code shard_id
 * int} (regional tables) and {@code source_id int}.
 *
 * @param schema {@code prima} or {@code legacy}
 * @param primaryKey columns, may name {@code shard_id} and {@link #LINEAGE}; empty for none
 * @param unique further unique constraints, nulls not distinct
 * @param indexes plain or unique indexes, made after the load
 * @param generated columns that the server computes: name, type and expression
 * @param extras what the schema of a source says beside; of tables that no profile claims
 */
public record PostgresShape(
    String schema,
    List<String> primaryKey,
    List<List<String>> unique,
    List<Index> indexes,
    Partitioning partitioning,
    List<Generated> generated,
    TableExtras extras)
    implements java.io.Serializable {
  /** Names the column of the lineage in keys, whatever its name is: no column of a source can. */
  public static final String LINEAGE = "\0source_id";

  /** Without extras. */
  public PostgresShape(
      String schema,
      List<String> primaryKey,
      List<List<String>> unique,
      List<Index> indexes,
      Partitioning partitioning,
      List<Generated> generated) {
    this(schema, primaryKey, unique, indexes, partitioning, generated, TableExtras.NONE);
  }

  public PostgresShape {
    primaryKey = List.copyOf(primaryKey);
    unique = unique.stream().map(List::copyOf).toList();
    indexes = List.copyOf(indexes);
    generated = List.copyOf(generated);
  }

  public record Index(List<String> columns, boolean unique) implements java.io.Serializable {
    public Index {
      columns = List.copyOf(columns);
    }
  }

  public record Generated(String name, String type, String expression)
      implements java.io.Serializable {}

  /**
   * @param month the {@code timestamptz} column whose UTC month decides, for {@link By#MONTH}
   */
  public record Partitioning(By by, @Nullable String month) implements java.io.Serializable {
    public static final Partitioning NONE = new Partitioning(By.NOTHING, null);
  }

  public enum By {
    NOTHING,
    SHARD,
    MONTH
  }
}
