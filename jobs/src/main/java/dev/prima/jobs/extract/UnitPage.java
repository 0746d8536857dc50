package dev.prima.jobs.extract;

import dev.prima.core.schema.RowPage;
import dev.prima.jobs.extract.ExtractUnit.Slice;

/**
 * A page of rows as read: the item of a worker step.
 *
 * @param chunk its number in the unit
 */
record UnitPage(Slice slice, int chunk, RowPage page) {}
