/**
 * Removes what old runs left: their folders and what they staged, also where that is elsewhere.
 * Which of them may go is decided in core.
 */
@NullMarked
package dev.prima.jobs.prune;

import org.jspecify.annotations.NullMarked;
