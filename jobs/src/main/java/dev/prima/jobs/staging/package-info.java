/**
 * Rows between the steps: Parquet parts on any Hadoop file system, each with a manifest that counts
 * what is in it and a file of the rows that were refused. Knows parquet-hadoop and Hadoop's
 * FileSystem only, neither Spark's session nor Spring nor where rows come from or go.
 */
@NullMarked
package dev.prima.jobs.staging;

import org.jspecify.annotations.NullMarked;
