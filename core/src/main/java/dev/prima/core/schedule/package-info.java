/**
 * When a scheduled run is due, and what becomes of times at which none could start. Knows no clock
 * and no cron: time comes as an argument.
 */
@NullMarked
package dev.prima.core.schedule;

import org.jspecify.annotations.NullMarked;
