package dev.prima.jobs.extract;

import dev.prima.core.mapping.TableClaim;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.schema.SourceTable;
import java.io.Serializable;

/**
 * A table of a source file and what becomes of its rows.
 *
 * @param stagedTarget the shape in which they are staged
 * @param fileIndex rank of the source file
 */
public record PlannedTable(
    TargetTable stagedTarget, int fileIndex, SourceTable sourceTable, TableClaim claim)
    implements Serializable {}
