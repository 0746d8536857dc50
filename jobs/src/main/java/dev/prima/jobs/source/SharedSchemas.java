package dev.prima.jobs.source;

import dev.prima.core.schema.SourceTable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds what tables of one shape have in common once, whatever number of files has them: a fleet of
 * thousands of files has a handful of schemas. Thread-safe.
 */
public final class SharedSchemas {
  private final Map<SourceTable, SourceTable> known = new ConcurrentHashMap<>();

  /** The same file, its tables made of what is shared. */
  public SourceFile of(SourceFile file) {
    return file.with(file.tables().stream().map(this::of).toList());
  }

  private SnapshotTable of(SnapshotTable table) {
    SourceTable own = table.table();
    SourceTable shared = known.computeIfAbsent(plain(own), schema -> schema);
    return new SnapshotTable(
        withSequence(shared, own.declaration().sequence()),
        table.rows(),
        table.minRowid(),
        table.maxRowid());
  }

  /** Without what tables of one shape differ in. */
  static SourceTable plain(SourceTable table) {
    return withSequence(table, 0);
  }

  /** The table itself where it has that sequence. */
  static SourceTable withSequence(SourceTable table, long sequence) {
    return table.declaration().sequence() == sequence
        ? table
        : table.with(table.declaration().withSequence(sequence));
  }
}
