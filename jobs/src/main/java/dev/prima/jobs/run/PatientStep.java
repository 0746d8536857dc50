package dev.prima.jobs.run;

/**
 * A step that is done again where a store failed for a reason that can pass. Every step can be done
 * twice, for a resume does so too, and none does again what a ledger says is in.
 */
final class PatientStep implements RunStep {
  private final RunStep step;

  PatientStep(RunStep step) {
    this.step = step;
  }

  @Override
  public String name() {
    return step.name();
  }

  @Override
  public long run(RunState state) throws Exception {
    return Patience.with(state, StepTimes.reported(name()), () -> step.run(state));
  }
}
