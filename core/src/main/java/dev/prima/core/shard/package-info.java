/**
 * Regions, shards and the map from agents to them. Decides from ids and harmonies alone; knows
 * neither stores nor Spark.
 */
@NullMarked
package dev.prima.core.shard;

import org.jspecify.annotations.NullMarked;
