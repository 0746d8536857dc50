/**
 * Makes legacy files: large ones out of a seed ({@code generate}) and the small ones of {@code
 * sample-data} out of their SQL. It writes what LEGACY.md describes and knows nothing of mappings,
 * staging or targets, so that tests can hold the migration against it.
 */
@NullMarked
package dev.prima.jobs.generate;

import org.jspecify.annotations.NullMarked;
