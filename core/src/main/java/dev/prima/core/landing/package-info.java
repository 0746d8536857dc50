/**
 * How the values of a column that no profile claims stand in PostgreSQL: in the declared type where
 * every value fits it exactly and comes back, else by their storage classes. Knows nothing of
 * tables, rows or servers.
 */
@NullMarked
package dev.prima.core.landing;

import org.jspecify.annotations.NullMarked;
