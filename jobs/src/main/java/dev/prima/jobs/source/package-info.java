/**
 * Legacy SQLite files: which ones are meant and how they are read. Knows nothing about targets and
 * changes not one byte of a source.
 */
@NullMarked
package dev.prima.jobs.source;

import org.jspecify.annotations.NullMarked;
