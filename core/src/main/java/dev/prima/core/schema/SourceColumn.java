package dev.prima.core.schema;

/**
 * A column of a source table.
 *
 * @param declaredType as written, empty where none is
 * @param keyPosition its place in the primary key, from 1; 0 where it is no part of it
 * @param generated whether SQLite computes it
 */
public record SourceColumn(
    String name, String declaredType, boolean notNull, int keyPosition, boolean generated)
    implements java.io.Serializable {}
