package dev.prima.jobs.staging;

import dev.prima.core.mapping.MappedPage;

/** Rows of one table of one file that go into a part. */
public record PartPage(PartOrigin origin, MappedPage rows) {}
