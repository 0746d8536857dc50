package dev.prima.core.mapping;

/**
 * A column of a target table.
 *
 * @param notNull whether the target refuses NULL; a row without a value is rejected
 * @param content whether it counts when two copies are compared; ids that are made and ids that are
 *     kept for lineage only do not
 */
public record TargetColumn(String name, ColumnType type, boolean notNull, boolean content)
    implements java.io.Serializable {}
