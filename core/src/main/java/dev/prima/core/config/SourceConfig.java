package dev.prima.core.config;

import dev.prima.core.settings.Checked;
import dev.prima.core.settings.Findings;
import dev.prima.core.settings.Reserved;
import dev.prima.core.settings.Setting;
import java.util.List;
import java.util.Optional;

/** The legacy files. */
@Reserved("merge")
public record SourceConfig(
    @Setting(
            doc =
                "Legacy SQLite files: paths and globs, relative to the working folder; ** stands"
                    + " for any number of folders. --source takes its place. Quote globs: YAML"
                    + " takes a leading * for something else.",
            expects = "a path or glob",
            example = "['data/host-7.db', 'fleet/**/*.db']")
        List<String> files,
    @Setting(
            doc =
                "Which tables mean what: auto for the built-in profiles (prima and unified,"
                    + " recognised by tables and columns), or a list of mapping files of your own.",
            byDefault = "auto",
            expects = "auto or the path of a mapping file",
            example = "[config/mapping/prima.yml]")
        List<String> profile,
    @Setting(
            doc =
                "True promises that no program writes to the files: they are read in place,"
                    + " without a snapshot.",
            byDefault = "false")
        boolean immutable,
    @Setting(
            doc =
                "What a file does that cannot be read (truncated, encrypted, not SQLite,"
                    + " vanished): stop ends the run with exit 5; skip goes on without it and"
                    + " reports it.",
            byDefault = "stop")
        OnBadFile onBadFile,
    @Setting(
            doc =
                "Of rows that an earlier run brought and that their file, which is named again and"
                    + " has changed since, no longer holds. report: they stay, and are counted."
                    + " propagate: a migration takes them out of both stores and keeps them in"
                    + " prima.superseded.",
            byDefault = "report")
        Deletes deletes)
    implements Checked {

  private static final String AUTO = "auto";

  /** What a file that cannot be read does. */
  public enum OnBadFile {
    STOP,
    SKIP
  }

  /** What becomes of rows that are no longer in their source. */
  public enum Deletes {
    REPORT,
    PROPAGATE
  }

  /** The mapping files to use in place of the built-in ones; empty for {@code auto}. */
  public Optional<List<String>> mappingFiles() {
    return profile.contains(AUTO) ? Optional.empty() : Optional.of(profile);
  }

  @Override
  public void check(Findings findings) {
    if (profile.isEmpty()) {
      findings.problem("profile", "is empty: expected auto or a list of mapping files");
    } else if (profile.contains(AUTO) && profile.size() > 1) {
      findings.problem("profile", "auto stands alone: expected auto or a list of mapping files");
    } else {
      mappingFiles().ifPresent(all -> all.forEach(file -> findings.file("profile", file)));
    }
    if (files.stream().anyMatch(String::isBlank)) {
      findings.problem("files", "holds an empty path; leave it out");
    }
  }
}
