/**
 * Loads winners into the global store: which rows are global, under which keys they stand, and the
 * write itself. Works on datasets; knows no source and no reconciliation.
 */
@NullMarked
package dev.prima.jobs.load.cassandra;

import org.jspecify.annotations.NullMarked;
