/**
 * Micro-benchmarks of what is done for each row: {@code scripts/bench-jmh} builds and runs them,
 * {@code jobs/docs/benchmarks.md} has figures. Compiled in the profile {@code jmh} only.
 */
package dev.prima.jobs.jmh;
