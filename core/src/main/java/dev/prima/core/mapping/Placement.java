package dev.prima.core.mapping;

/** Where the rows of a regional table go. */
public sealed interface Placement extends java.io.Serializable {
  /** The entity of the shard map, by its id. */
  record Distribute(String column, EntityColumns facts) implements Placement {
    /** Of which nothing but the id is looked at. */
    public Distribute(String column) {
      this(column, EntityColumns.NONE);
    }
  }

  /**
   * To the place of the entity that the column names; rows of an unknown one to the home node,
   * without a shard.
   */
  record Follow(String column) implements Placement {}

  /** To the node that serves the legacy region in the column, else home. */
  record LegacyRegion(String column) implements Placement {}

  /** To the home node. */
  record Home() implements Placement {}

  /** A copy to every node. */
  record Everywhere() implements Placement {}
}
