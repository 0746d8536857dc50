/**
 * How rows of a source become rows of the targets: the target model, the profiles that claim source
 * tables, identity, precedence, conversions and the reasons for refusal. Works on pages of values
 * in memory; knows no reader, no writer and no table by name.
 */
@NullMarked
package dev.prima.core.mapping;

import org.jspecify.annotations.NullMarked;
