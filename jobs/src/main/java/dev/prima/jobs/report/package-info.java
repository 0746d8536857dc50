/**
 * The folders of runs: finds and makes them, writes reports into them, and shows them again by the
 * commands {@code status} and {@code report}. What stands in a report is decided in core.
 */
@NullMarked
package dev.prima.jobs.report;

import org.jspecify.annotations.NullMarked;
