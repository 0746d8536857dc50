/**
 * One run from its first step to its last: wires extract, resolve, reshard, load, reconcile and
 * report into one Spring Batch job, keeps what they share, and decides how the run ended.
 */
@NullMarked
package dev.prima.jobs.run;

import org.jspecify.annotations.NullMarked;
