package dev.prima.jobs.run;

import dev.prima.core.mapping.TargetTable.Scope;
import dev.prima.jobs.postgres.SourceIds;
import dev.prima.jobs.resolve.EarlierStates;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the targets know of a run's files from runs before it. */
final class EarlierSources {
  private EarlierSources() {}

  /**
   * The numbers under which earlier contents of the files were migrated.
   *
   * @return the index of the file by the number
   */
  static Map<Integer, Integer> of(RunState state) {
    return SourceIds.ofEarlier(state.destinations().home(), files(state));
  }

  /** Which rows that stand may be earlier states of rows of the files. */
  static EarlierStates states(RunState state) {
    if (!state.readsTargets()) {
      return EarlierStates.NONE;
    }
    Map<Integer, Integer> earlier = new HashMap<>(of(state));
    if (state.tables().scope() == Scope.EACH_FILE) {
      // There rows keep the first number of their file, whichever of its states they are of.
      SourceIds.first(state.destinations().home(), files(state))
          .forEach((file, id) -> earlier.put(id, file));
    }
    return new EarlierStates(earlier);
  }

  private static List<SourceIds.SourceFile> files(RunState state) {
    return state.files().stream()
        .map(f -> new SourceIds.SourceFile(f.path(), f.sha256(), List.of()))
        .toList();
  }
}
