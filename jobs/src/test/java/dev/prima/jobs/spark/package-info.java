/** Sessions for tests. */
@org.jspecify.annotations.NullMarked
package dev.prima.jobs.spark;
