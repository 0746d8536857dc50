/**
 * Migrates by a timetable: waits, starts each run as a process of its own, and leaves word of it in
 * the folder of runs. Knows nothing of what a run does.
 */
@NullMarked
package dev.prima.jobs.schedule;

import org.jspecify.annotations.NullMarked;
