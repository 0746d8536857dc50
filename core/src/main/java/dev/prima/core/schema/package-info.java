/**
 * Tables, columns and values as they stand in a source: what SQLite declares, and what it really
 * stores. Knows neither where rows go nor how they are read.
 */
@NullMarked
package dev.prima.core.schema;

import org.jspecify.annotations.NullMarked;
