/**
 * The numbers of a run for machines that watch it: in Prometheus' text form, served on loopback,
 * pushed by OTLP. All of them are read off the run's report; nothing is counted here.
 */
@NullMarked
package dev.prima.jobs.metrics;

import org.jspecify.annotations.NullMarked;
