package dev.prima.core.mapping;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A table of the target model.
 *
 * @param name canonical: {@code agents}, or {@code legacy.NAME} for a table that no profile claims
 * @param key how a row that already stands in a target is identified
 * @param edges what its rows say of entities that belong together; null for nothing
 */
public record TargetTable(
    String name,
    List<TargetColumn> columns,
    TargetKey key,
    Precedence precedence,
    Placement placement,
    Stores stores,
    @Nullable Edges edges)
    implements java.io.Serializable {
  /** Whose rows are no edges. */
  public TargetTable(
      String name,
      List<TargetColumn> columns,
      TargetKey key,
      Precedence precedence,
      Placement placement,
      Stores stores) {
    this(name, columns, key, precedence, placement, stores, null);
  }

  public TargetTable {
    columns = List.copyOf(columns);
  }

  /**
   * @param columns the identifying columns; empty where rows have no key and are told apart by
   *     content
   * @param unordered whether they are ends of a pair
   * @param made whether the single column is a UUID that we make from the identity
   * @param scope how far it reaches
   */
  public record TargetKey(List<String> columns, boolean unordered, boolean made, Scope scope)
      implements java.io.Serializable {
    public TargetKey {
      columns = List.copyOf(columns);
    }

    /** One that reaches across all files. */
    public TargetKey(List<String> columns, boolean unordered, boolean made) {
      this(columns, unordered, made, Scope.ALL_FILES);
    }
  }

  /** Among which rows a key, or content where there is none, tells one from another. */
  public enum Scope {
    /** Rows of several files that agree in it are copies of one row. */
    ALL_FILES,
    /** The same, with keys that were made from content where they are local to a file. */
    CONTENT,
    /** Rows of different files are different rows; the lineage is a part of every key. */
    EACH_FILE
  }

  /** Where it stands: in one store or in both. */
  public record Stores(@Nullable PostgresShape postgresShape, @Nullable GlobalShape globalShape)
      implements java.io.Serializable {
    public Optional<PostgresShape> postgres() {
      return Optional.ofNullable(postgresShape);
    }

    public Optional<GlobalShape> global() {
      return Optional.ofNullable(globalShape);
    }
  }

  /** Its edges where they are of this kind; null for none. */
  public <T extends Edges> @Nullable T edges(Class<T> kind) {
    return edges == null ? null : edges.as(kind);
  }

  /** Whether every node has a copy of every row. */
  public boolean everywhere() {
    return placement instanceof Placement.Everywhere;
  }

  /** Whether rows of different files are different rows. */
  public boolean separate() {
    return key.scope() == Scope.EACH_FILE;
  }

  /** The ordinal of a column. */
  public int ordinal(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return i;
      }
    }
    throw new IllegalArgumentException("No column " + column + " in " + name);
  }

  public boolean has(String column) {
    return columns.stream().anyMatch(c -> c.name().equals(column));
  }

  public int[] ordinals(List<String> names) {
    return names.stream().mapToInt(this::ordinal).toArray();
  }

  /** The columns that count when copies are compared. */
  public int[] contentOrdinals() {
    return IntStream.range(0, columns.size()).filter(i -> columns.get(i).content()).toArray();
  }
}
