/**
 * Errors that a user can act on: what went wrong, where, the next step, and the exit code. Knows no
 * feature.
 */
@NullMarked
package dev.prima.core.error;

import org.jspecify.annotations.NullMarked;
