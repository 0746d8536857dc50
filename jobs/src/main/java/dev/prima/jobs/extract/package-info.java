/**
 * The extract step: a partitioned Spring Batch step that reads snapshots page by page, maps the
 * rows and stages them as parts, restartable at every chunk. Knows Spring Batch and SQLite, no
 * Spark and no target.
 */
@NullMarked
package dev.prima.jobs.extract;

import org.jspecify.annotations.NullMarked;
