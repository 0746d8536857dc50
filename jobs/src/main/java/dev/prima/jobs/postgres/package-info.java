/**
 * PostgreSQL nodes: connections, the schema that we keep there, who may change it, and fast reading
 * of whole tables. Knows target tables as a whole, none by name, and no Spark.
 */
@NullMarked
package dev.prima.jobs.postgres;

import org.jspecify.annotations.NullMarked;
