/**
 * What of a SQLite schema PostgreSQL can say too, in its own words: defaults, checks, indexes,
 * foreign keys. A whitelist: what is not provably the same is named and left. Nothing of the
 * source's text gets through but names and literals, which are written anew. Knows no database.
 */
@NullMarked
package dev.prima.core.dialect;

import org.jspecify.annotations.NullMarked;
