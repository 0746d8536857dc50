package dev.prima.jobs.repair;

/**
 * A migration that is taken out.
 *
 * @param runId of the migration
 * @param writeTime that its rows bear in the global store, in microseconds
 * @param by the run that takes it out
 */
record UndoneRun(String runId, long writeTime, String by) {}
