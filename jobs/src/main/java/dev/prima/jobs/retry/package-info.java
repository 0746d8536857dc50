/**
 * Rows that a run rejected, tried again once somebody has mended them in its {@code rejects/}: read
 * from there in place of their sources, they go the whole way in a run of their own, whose sources
 * are files made of these rows. Knows how a run is told what to read, not how it works.
 */
@NullMarked
package dev.prima.jobs.retry;

import org.jspecify.annotations.NullMarked;
