/**
 * Servers for a machine that has none: three PostgreSQL servers and one Cassandra node on loopback,
 * started as processes of their own whose data outlives them. Knows nothing of migrations, schemas
 * and configs; whoever needs a server asks {@link EmbeddedServices} for addresses.
 */
@NullMarked
package dev.prima.jobs.embedded;

import org.jspecify.annotations.NullMarked;
