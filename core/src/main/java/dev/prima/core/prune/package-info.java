/**
 * Which runs of a folder may go. Decides from what is known of them; knows no files and removes
 * nothing.
 */
@NullMarked
package dev.prima.core.prune;

import org.jspecify.annotations.NullMarked;
