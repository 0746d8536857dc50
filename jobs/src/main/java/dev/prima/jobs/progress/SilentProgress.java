package dev.prima.jobs.progress;

/** Shows nothing. */
final class SilentProgress implements Progress {
  @Override
  public Step step(String name, long totalRows) {
    return new Step() {
      @Override
      public void advance(long rows) {}

      @Override
      public void setTotal(long total) {}

      @Override
      public void done() {}

      @Override
      public void close() {}
    };
  }

  @Override
  public void message(String message) {}
}
