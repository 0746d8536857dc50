/**
 * Loads staged parts into PostgreSQL nodes by binary {@code COPY}, each part in exactly once
 * however often it is tried. Knows no Spark: a task gives it rows and gets counts.
 */
@NullMarked
package dev.prima.jobs.load.postgres;

import org.jspecify.annotations.NullMarked;
