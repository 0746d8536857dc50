/**
 * Reads YAML, the environment and options into {@link dev.prima.core.config.PrimaConfig}; the only
 * reader of all three. Decides nothing about what values mean.
 */
@NullMarked
package dev.prima.jobs.config;

import org.jspecify.annotations.NullMarked;
