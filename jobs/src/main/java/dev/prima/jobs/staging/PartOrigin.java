package dev.prima.jobs.staging;

import dev.prima.core.schema.SourceTable;

/**
 * Where rows of a part come from.
 *
 * @param source rank of the source file by path
 * @param file path of the source file
 */
public record PartOrigin(int source, String file, SourceTable table) {}
