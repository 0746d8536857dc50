/**
 * How much two agents resonate: the weight of the edge between them, from the strength of their
 * connection, what they exchanged, their harmonies and their hours. The same to the bit on every
 * machine; knows no graph.
 */
@NullMarked
package dev.prima.core.resonance;

import org.jspecify.annotations.NullMarked;
