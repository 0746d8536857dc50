/**
 * The extract step: a partitioned Spring Batch step that reads snapshots page by page, maps the
 * rows and stages them as parts, restartable at every chunk. Reading, mapping and preparing may be
 * done elsewhere, in tasks; what becomes a part of staging is decided here. Knows Spring Batch and
 * SQLite, no Spark and no target.
 */
@NullMarked
package dev.prima.jobs.extract;

import org.jspecify.annotations.NullMarked;
