/**
 * What a user sees while a command works: bars on a terminal, plain lines or JSON lines elsewhere,
 * all on stderr. Knows rows and steps, and nothing of what they are.
 */
@NullMarked
package dev.prima.jobs.progress;

import org.jspecify.annotations.NullMarked;
