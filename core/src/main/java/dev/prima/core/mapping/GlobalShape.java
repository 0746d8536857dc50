package dev.prima.core.mapping;

import java.util.List;

/**
 * A table in Cassandra, fed by the rows of one target table.
 *
 * @param ends two columns with agents: each row stands under both, with the other as peer; empty
 *     for one row per row
 * @param crossingOnly only rows whose two ends live in different regions
 * @param columns name and where the value comes from
 */
public record GlobalShape(
    String table,
    List<String> partitionKey,
    List<Clustering> clustering,
    List<String> ends,
    boolean crossingOnly,
    List<GlobalColumn> columns)
    implements java.io.Serializable {
  public GlobalShape {
    partitionKey = List.copyOf(partitionKey);
    clustering = List.copyOf(clustering);
    ends = List.copyOf(ends);
    columns = List.copyOf(columns);
  }

  public record Clustering(String column, boolean descending) implements java.io.Serializable {}

  public record GlobalColumn(String name, Origin origin) implements java.io.Serializable {}

  /** Where the value of a global column comes from. */
  public sealed interface Origin extends java.io.Serializable {
    /** A column of the target table, in its type. */
    record Column(String name) implements Origin {}

    /** The end under which the row stands. */
    record End() implements Origin {}

    /** The other end. */
    record Peer() implements Origin {}

    /** The region of the row's place, {@code none} where it has none. */
    record Region() implements Origin {}

    record Shard() implements Origin {}

    /** The UTC month {@code 2025-03} of a time, {@code none} where there is no time. */
    record Month(String column) implements Origin {}

    /** The UTC day {@code 2025-03-31} of a time, {@code none} where there is no time. */
    record Day(String column) implements Origin {}

    /**
     * A time that is part of a key: the epoch where there is none, which month or day {@code none}
     * tells.
     */
    record KeyTime(String column) implements Origin {}
  }
}
