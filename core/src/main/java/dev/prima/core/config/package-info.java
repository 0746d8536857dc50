/**
 * The config of a run as an immutable tree of records, one a concern, each key declared once with
 * its bounds, default and documentation. Knows neither YAML nor the environment; resolves no
 * secret.
 */
@NullMarked
package dev.prima.core.config;

import org.jspecify.annotations.NullMarked;
