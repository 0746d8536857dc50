/**
 * Changes what stands in the targets after a run: takes a whole migration out again, and mends what
 * a reconciliation found to differ. Whatever is overwritten or removed is kept first, and nothing
 * is touched that has changed since it was looked at.
 */
@NullMarked
package dev.prima.jobs.repair;

import org.jspecify.annotations.NullMarked;
