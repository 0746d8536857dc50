/**
 * What a reconciliation says of rows: what is wrong with one, and what may differ. Knows nothing of
 * how rows are read.
 */
@NullMarked
package dev.prima.core.reconcile;

import org.jspecify.annotations.NullMarked;
