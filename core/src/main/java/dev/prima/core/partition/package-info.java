/**
 * Balanced graph partitioning that minimises the weighted edge cut, on primitive arrays, in one
 * thread, every outcome a function of the graph alone. Knows nothing of agents, stores or Spark;
 * the rules of a round are separate so that a distributed round can follow the very same ones.
 *
 * @see "core/docs/resharding.md"
 */
@NullMarked
package dev.prima.core.partition;

import org.jspecify.annotations.NullMarked;
