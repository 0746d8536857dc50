/**
 * Reads mapping files: the target model and the profiles. Knows YAML; what it read is
 * dev.prima.core.mapping's.
 */
@NullMarked
package dev.prima.jobs.mapping;

import org.jspecify.annotations.NullMarked;
