package dev.prima.jobs.extract;

import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.StagingLayout;
import java.util.HashMap;
import java.util.Map;

/** Rows read and rejected in the parts of a run, each part once however often it was written. */
final class RejectTally {
  private final ErrorGuard guard;
  private final Map<Long, PartCount> parts = new HashMap<>();
  private long read;
  private long rejected;

  private record PartCount(long read, long rejected) {}

  RejectTally(ErrorGuard guard, StagingLayout layout) {
    this.guard = guard;
    layout.manifests().forEach(this::count);
  }

  /** Counts a part and asks the guard. */
  void add(PartManifest manifest) {
    long readNow;
    long rejectedNow;
    synchronized (this) {
      count(manifest);
      readNow = read;
      rejectedNow = rejected;
    }
    guard.rejected(readNow, rejectedNow);
  }

  private synchronized void count(PartManifest manifest) {
    PartCount now = new PartCount(manifest.read(), manifest.rejects());
    PartCount before = parts.put(manifest.part(), now);
    read += now.read();
    rejected += now.rejected();
    if (before != null) {
      read -= before.read();
      rejected -= before.rejected();
    }
  }
}
