/**
 * What would have to be changed so that the targets agree with the sources: decided from what a
 * reconciliation found, and put into words. Reads and writes nothing.
 */
@NullMarked
package dev.prima.core.repair;

import org.jspecify.annotations.NullMarked;
