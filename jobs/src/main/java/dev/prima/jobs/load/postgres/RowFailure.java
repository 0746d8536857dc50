package dev.prima.jobs.load.postgres;

import org.jspecify.annotations.Nullable;

/**
 * A row that the target refused.
 *
 * @param row its position in the part
 * @param sqlState why
 * @param constraint that it breaks, null where it is something else
 * @param superseded whether it had lost anyway, so that only its copy for audit is missing; such a
 *     row is not counted as failed
 */
public record RowFailure(int row, String sqlState, @Nullable String constraint, boolean superseded)
    implements java.io.Serializable {}
