package dev.prima.core.config;

import dev.prima.core.mapping.TextRule;
import dev.prima.core.settings.Checked;
import dev.prima.core.settings.Findings;
import dev.prima.core.settings.Setting;
import java.util.List;
import java.util.Optional;

/** The legacy files. */
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
                    + " recognised by tables and columns), or a list of mapping files of your own,"
                    + " which jobs/docs/mapping.md describes.",
            byDefault = "auto",
            expects = "auto or the path of a mapping file",
            example = "[config/mapping/prima.yml]")
        List<String> profile,
    @Setting(
            doc =
                "Tables that are migrated, by the names that report.json has: agents, messages,"
                    + " legacy.NAME for a table that no profile claims; * in the latter stands for"
                    + " any characters. --table takes its place. Empty: all. Rows of the others are"
                    + " counted as skipped. Rows that stand where their agents live need agents to"
                    + " be among them.",
            expects = "the name of a table",
            example = "[agents, connections, 'legacy.*']")
        List<String> tables,
    @Setting(
            doc =
                "Tables that are left out, whatever tables says; named in the same way."
                    + " --exclude-table takes its place.",
            expects = "the name of a table",
            example = "[sacred_cache, legacy.scratch]")
        List<String> excludeTables,
    @Setting(
            doc =
                "True promises that no program writes to the files: they are read in place,"
                    + " without a snapshot.",
            byDefault = "false")
        boolean immutable,
    @Setting(
            doc =
                "What a file does that cannot be read (truncated, damaged, encrypted, not SQLite,"
                    + " vanished): stop ends the run with exit 5; skip goes on without it, names it"
                    + " in the report and ends with exit 3. With skip, files are looked through for"
                    + " damage first.",
            byDefault = "stop")
        OnBadFile onBadFile,
    @Setting(
            doc =
                "Of rows that an earlier run brought and that their file, which is named again and"
                    + " has changed since, no longer holds. report: they stay, and are counted."
                    + " propagate: a migration takes them out of both stores and keeps them in"
                    + " prima.superseded.",
            byDefault = "report")
        Deletes deletes,
    @Setting(
            doc =
                "True takes up only what has changed since the last migration of these files: parts"
                    + " whose rows stand in their file as they did are copied from that run's"
                    + " staging, and rows that are as they were are not held against the targets"
                    + " again. That run's folder and staging must still be there, its config be the"
                    + " same in what decides, and nothing else have changed the targets; else"
                    + " everything is taken up, and the report says why.",
            byDefault = "false")
        boolean incremental,
    @Setting(
            doc =
                "True reads what is left of truncated and damaged files, names what is lost in the"
                    + " report and ends with exit 3 where anything is. Files are looked through for"
                    + " damage first. What cannot be salvaged either goes by on-bad-file.",
            byDefault = "false")
        boolean salvage,
    @Setting(
            doc =
                "Of tables that no profile claims, where several files hold different rows under"
                    + " one key. key: they are copies of one row, of which one stands and the"
                    + " others are kept. content: rows are one where their content is, keys of whole"
                    + " numbers are made from it and the declared foreign keys follow. separate:"
                    + " rows of different files are different rows, and"
                    + " source_id joins every primary key, unique constraint and foreign key."
                    + " Absent: such keys stop the run, exit 4.",
            example = "separate")
        Optional<Merge> merge,
    @Setting(
            doc =
                "Which types columns get in tables that no profile claims. exact: the declared type"
                    + " (DECIMAL(p,s), BOOLEAN, DATE, DATETIME) where every value fits it and comes"
                    + " back from it, else what the storage classes of the values say. storage:"
                    + " what these say, whatever is declared.",
            byDefault = "exact")
        SourceTypes types,
    @Setting(
            doc =
                "What becomes of texts that no target can hold as they are, in all columns that"
                    + " hold text and whose mapping does not say it itself. Each value that is"
                    + " converted is counted in the report.")
        Text text)
    implements Checked {

  private static final String AUTO = "auto";

  /** Texts that no target can hold as they are. */
  public record Text(
      @Setting(
              doc =
                  "Texts with the character U+0000. reject: their rows are rejected"
                      + " (NUL_CHARACTER). strip: the characters are taken out.",
              byDefault = "reject")
          TextRule.Nul nul,
      @Setting(
              doc =
                  "Texts that are no UTF-8, surrogates alone included. reject: their rows are"
                      + " rejected (INVALID_UTF8). replace: each maximal part of an ill-formed"
                      + " sequence, and each surrogate, becomes one U+FFFD.",
              byDefault = "reject")
          TextRule.Invalid utf8) {
    /** As a rule for columns that do not say it themselves. */
    public TextRule rule() {
      return new TextRule(nul, utf8);
    }
  }

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

  /** What decides the types of columns that no profile claims. */
  public enum SourceTypes {
    EXACT,
    STORAGE
  }

  /** What rows of several files are to each other, where no profile says it. */
  public enum Merge {
    KEY,
    CONTENT,
    SEPARATE
  }

  /** The same with other files. */
  SourceConfig of(List<String> others) {
    return new SourceConfig(
        others,
        profile,
        tables,
        excludeTables,
        immutable,
        onBadFile,
        deletes,
        incremental,
        salvage,
        merge,
        types,
        text);
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
    List<String> both = tables.stream().filter(excludeTables::contains).toList();
    if (!both.isEmpty()) {
      findings.problem(
          "exclude-tables", "leaves out what tables names: " + String.join(", ", both));
    }
  }
}
