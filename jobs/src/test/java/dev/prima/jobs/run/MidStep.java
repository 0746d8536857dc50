package dev.prima.jobs.run;

import dev.prima.jobs.progress.Progress;
import java.util.concurrent.atomic.AtomicBoolean;

/** Shows nothing of a run, and does something once while a step of it is at work. */
record MidStep(String name, Moment moment, Runnable deed, AtomicBoolean done) implements Progress {
  /** When it begins with its rows, when the first of them are in, or the last ones, or it ends. */
  enum Moment {
    AT_ITS_BEGINNING,
    AFTER_THE_FIRST,
    AFTER_THE_LAST,
    AT_ITS_END
  }

  MidStep(String name, Moment moment, Runnable deed) {
    this(name, moment, deed, new AtomicBoolean());
  }

  @Override
  public Step step(String name, long totalRows) {
    Step silent = Stores.silent().step(name, totalRows);
    if (!name.equals(this.name)) {
      return silent;
    }
    if (moment == Moment.AT_ITS_BEGINNING) {
      once();
    }
    return new Watched(silent, totalRows);
  }

  private void once() {
    if (!done.getAndSet(true)) {
      deed.run();
    }
  }

  @Override
  public void message(String message) {
    // Nobody looks.
  }

  private final class Watched implements Step {
    private final Step step;
    private final long all;
    private long rows;

    Watched(Step step, long all) {
      this.step = step;
      this.all = all;
    }

    @Override
    public void advance(long more) {
      step.advance(more);
      rows += more;
      if (moment == Moment.AFTER_THE_FIRST || moment == Moment.AFTER_THE_LAST && rows >= all) {
        once();
      }
    }

    @Override
    public void setTotal(long total) {
      step.setTotal(total);
    }

    @Override
    public void done() {
      step.done();
      if (moment == Moment.AT_ITS_END) {
        once();
      }
    }

    @Override
    public void close() {
      step.close();
    }
  }
}
