/**
 * Which tables a run takes and which it leaves out, by rules of the config. Knows names and the
 * target model; what becomes of the rows of tables that are left out is told by others.
 */
@NullMarked
package dev.prima.core.selection;

import org.jspecify.annotations.NullMarked;
