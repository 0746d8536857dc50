/**
 * One truth per key: orders the copies of a row, wherever they were read, and gives every one its
 * fate. Works on technical columns alone; knows no store.
 */
@NullMarked
package dev.prima.jobs.resolve;

import org.jspecify.annotations.NullMarked;
