/**
 * JSON as this project needs it: a strict reader and writer of small trees (reports, plans,
 * rejects), and the canonical form by which two JSON columns are compared and hashed. Knows no
 * report, no table and no library.
 */
@NullMarked
package dev.prima.core.json;

import org.jspecify.annotations.NullMarked;
