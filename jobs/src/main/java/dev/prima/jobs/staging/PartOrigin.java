package dev.prima.jobs.staging;

import dev.prima.core.schema.SourceTable;

/**
 * Where the rows of a part come from.
 *
 * @param part id, see {@link StagedPart#id}
 * @param source rank of the source file by path
 * @param file path of the source file
 */
public record PartOrigin(long part, int source, String file, SourceTable table) {}
