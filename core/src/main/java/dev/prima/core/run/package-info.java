/**
 * One run: its id, what became of its rows, how many rejects it may have, and how it ends. Knows
 * neither engines nor files; time and chance come in as arguments.
 */
@NullMarked
package dev.prima.core.run;

import org.jspecify.annotations.NullMarked;
