/**
 * The shard map: which region and shard every agent belongs to. Spark around what core.shard
 * decides; knows no store.
 */
@NullMarked
package dev.prima.jobs.reshard;

import org.jspecify.annotations.NullMarked;
