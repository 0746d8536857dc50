/**
 * Holds sources, read again, against targets: counts and fingerprints per table, region and shard,
 * rows where these differ, and checks beside them. Reads only; knows nothing of staging or of how
 * rows were loaded.
 */
@NullMarked
package dev.prima.jobs.reconcile;

import org.jspecify.annotations.NullMarked;
