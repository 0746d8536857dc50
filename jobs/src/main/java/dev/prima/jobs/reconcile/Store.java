package dev.prima.jobs.reconcile;

import dev.prima.core.mapping.TargetTable;

/** Where rows stand. */
public enum Store {
  POSTGRES("postgres"),
  CASSANDRA("cassandra");

  private final String word;

  Store(String word) {
    this.word = word;
  }

  /** Whether rows of a table stand here. */
  boolean holds(TargetTable table) {
    return this == POSTGRES
        ? table.stores().postgres().isPresent()
        : table.stores().global().isPresent();
  }

  /** As reports write it. */
  public String word() {
    return word;
  }
}
