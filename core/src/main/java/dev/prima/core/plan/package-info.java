/**
 * What a run will do, told before it does it: the records of {@code plan.json}, what a plan depends
 * on, and how what was foretold compares with what was done. Knows no store and no file.
 */
@NullMarked
package dev.prima.core.plan;

import org.jspecify.annotations.NullMarked;
