/**
 * What a plan is made of beside the fates of rows: the file itself, the values that it depends on,
 * examples of rejected rows, rows of unknown agents, partitions that grow too large, rates of
 * earlier runs. Reads sources' rows from staging, never a target, and writes nothing.
 */
@NullMarked
package dev.prima.jobs.plan;

import org.jspecify.annotations.NullMarked;
