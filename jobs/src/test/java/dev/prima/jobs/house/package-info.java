/**
 * Holds the house rules and the packaging to their word. It may look at everything and tests
 * nothing that a user sees.
 */
@NullMarked
package dev.prima.jobs.house;

import org.jspecify.annotations.NullMarked;
