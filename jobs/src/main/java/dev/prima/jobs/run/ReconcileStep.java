package dev.prima.jobs.run;

/** Holds the sources, read again from their snapshots, against the targets. */
final class ReconcileStep implements RunStep {
  @Override
  public String name() {
    return "reconcile";
  }

  @Override
  public long run(RunState state) {
    return 0;
  }
}
