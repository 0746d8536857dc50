/**
 * Settings declared once: a record component with {@link dev.prima.core.settings.Setting} is the
 * key, its type, bounds, default and documentation, and reading, unknown keys, environment names,
 * rendering and the reference all derive from it. Knows no YAML and no particular config; reads no
 * file and no environment.
 */
@NullMarked
package dev.prima.core.settings;

import org.jspecify.annotations.NullMarked;
