/**
 * The Spark session, made in one place, and the declared schemas of what Spark reads and writes.
 */
@NullMarked
package dev.prima.jobs.spark;

import org.jspecify.annotations.NullMarked;
