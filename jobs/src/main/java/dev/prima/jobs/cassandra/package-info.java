/**
 * The global store: how it is reached, what its tables look like, and what stands in them. Knows
 * Cassandra and Spark's connector to it, but neither sources nor the way rows are chosen.
 */
@NullMarked
package dev.prima.jobs.cassandra;

import org.jspecify.annotations.NullMarked;
