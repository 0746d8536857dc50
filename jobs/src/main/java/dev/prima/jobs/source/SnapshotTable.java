package dev.prima.jobs.source;

import dev.prima.core.schema.SourceTable;
import java.io.Serializable;

/**
 * A table as it stands in a snapshot.
 *
 * @param minRowid 1 and {@code rows} where rows are known by their ordinal only; 1 and 0 in an
 *     empty table
 */
public record SnapshotTable(SourceTable table, long rows, long minRowid, long maxRowid)
    implements Serializable {}
