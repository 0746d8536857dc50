package dev.prima.core.report;

import dev.prima.core.json.JsonValue.JsonObject;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sources against targets.
 *
 * @param level {@code count}, {@code fingerprint} or {@code row}; null where it was not run
 * @param scope how much of the rows was compared, and how strictly
 */
public record ReconciliationReport(
    Verdict verdict,
    @Nullable String level,
    List<Compared> tables,
    List<Check> checks,
    ReconciliationScope scope) {

  public ReconciliationReport {
    tables = List.copyOf(tables);
    checks = List.copyOf(checks);
  }

  /** One that compared everything, to the last digit. */
  public ReconciliationReport(
      Verdict verdict, @Nullable String level, List<Compared> tables, List<Check> checks) {
    this(verdict, level, tables, checks, ReconciliationScope.ALL);
  }

  /** What the comparison came to. */
  public enum Verdict {
    RECONCILED("reconciled"),
    DIFFERENCES("differences"),
    NOT_RUN("not-run");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    /** As the report writes it. */
    public String word() {
      return word;
    }
  }

  /**
   * One table in one store; each row counts once.
   *
   * @param otherSources rows of the target whose source is not named in this run
   * @param deletedInSources of {@code unexpected} and {@code otherSources} those whose file is
   *     named, has changed since it brought them, and no longer holds them
   */
  public record Compared(
      String table,
      String store,
      long sourceRows,
      long targetRows,
      long matched,
      long missing,
      long unexpected,
      long mismatched,
      long misplaced,
      long otherSources,
      long deletedInSources) {

    /** Where none is known to be deleted. */
    public Compared(
        String table,
        String store,
        long sourceRows,
        long targetRows,
        long matched,
        long missing,
        long unexpected,
        long mismatched,
        long misplaced,
        long otherSources) {
      this(
          table,
          store,
          sourceRows,
          targetRows,
          matched,
          missing,
          unexpected,
          mismatched,
          misplaced,
          otherSources,
          0);
    }

    /** Rows that are not as they should be. */
    public long discrepancies() {
      return missing + unexpected + mismatched + misplaced;
    }
  }

  /** A rule over several tables or stores, for instance that an agent stands on one node only. */
  public record Check(String name, long checked, long violations) {}

  /** Discrepancies of all tables and stores. */
  public long discrepancies() {
    return tables.stream().mapToLong(Compared::discrepancies).sum();
  }

  public long violations() {
    return checks.stream().mapToLong(Check::violations).sum();
  }

  JsonObject toJson() {
    JsonObject.Builder json = JsonObject.builder();
    json.put("verdict", verdict.word)
        .put("level", level)
        .put(
            "tables", RunReport.array(tables.stream().map(ReconciliationReport::compared).toList()))
        .put(
            "checks",
            RunReport.array(
                checks.stream()
                    .map(
                        check ->
                            JsonObject.builder()
                                .put("name", check.name)
                                .put("checked", check.checked)
                                .put("violations", check.violations)
                                .build())
                    .toList()));
    scope.put(json);
    return json.build();
  }

  static ReconciliationReport from(JsonObject json) {
    String word = Members.text(json, "verdict");
    return new ReconciliationReport(
        Arrays.stream(Verdict.values())
            .filter(verdict -> verdict.word.equals(word))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("verdict is unknown: " + word)),
        json.findString("level"),
        RunReport.objects(json, "tables").stream().map(ReconciliationReport::compared).toList(),
        RunReport.objects(json, "checks").stream()
            .map(
                check ->
                    new Check(
                        Members.text(check, "name"),
                        Members.count(check, "checked"),
                        Members.count(check, "violations")))
            .toList(),
        ReconciliationScope.from(json));
  }

  private static JsonObject compared(Compared compared) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("table", compared.table)
            .put("store", compared.store)
            .put("sourceRows", compared.sourceRows)
            .put("targetRows", compared.targetRows)
            .put("matched", compared.matched)
            .put("missing", compared.missing)
            .put("unexpected", compared.unexpected)
            .put("mismatched", compared.mismatched)
            .put("misplaced", compared.misplaced)
            .put("otherSources", compared.otherSources);
    if (compared.deletedInSources > 0) {
      json.put("deletedInSources", compared.deletedInSources);
    }
    return json.build();
  }

  private static Compared compared(JsonObject json) {
    return new Compared(
        Members.text(json, "table"),
        Members.text(json, "store"),
        Members.count(json, "sourceRows"),
        Members.count(json, "targetRows"),
        Members.count(json, "matched"),
        Members.count(json, "missing"),
        Members.count(json, "unexpected"),
        Members.count(json, "mismatched"),
        Members.count(json, "misplaced"),
        Members.count(json, "otherSources"),
        Members.count(json, "deletedInSources"));
  }
}
