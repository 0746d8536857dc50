package dev.prima.jobs.extract;

import dev.prima.core.mapping.MappedPage;

/** A page of rows as mapped. */
record MappedUnitPage(UnitPage read, MappedPage mapped) {}
