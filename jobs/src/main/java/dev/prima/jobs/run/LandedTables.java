package dev.prima.jobs.run;

import dev.prima.core.landing.Census;
import dev.prima.core.landing.Landing;
import dev.prima.core.landing.TimeForm;
import dev.prima.core.mapping.TargetColumn;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.TargetTable.Scope;
import dev.prima.core.mapping.UnclaimedTable;
import dev.prima.core.schema.SourceTable;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.StandingShape;
import dev.prima.jobs.staging.ColumnCensus;
import dev.prima.jobs.staging.PartManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * In which types the columns of tables that no profile claims stand: as they do already, widened
 * where values of this run do not fit, or as the values decide.
 *
 * @param home the node of these tables
 * @param scope how far their keys reach
 */
record LandedTables(RunContext context, PostgresNode home, Scope scope) {
  /**
   * A table and what its values are.
   *
   * @param census column by column
   */
  record Counted(SourceTable table, List<Census> census) {}

  /** The targets of tables, in their order; what they widen is kept for the report. */
  List<TargetTable> of(List<Counted> tables) {
    List<List<Landing>> made = tables.stream().map(this::made).toList();
    List<TargetTable> wanted = new ArrayList<>();
    for (int t = 0; t < tables.size(); t++) {
      wanted.add(UnclaimedTable.typed(tables.get(t).table(), made.get(t), scope));
    }
    if (context.reach() == RunContext.Reach.OFFLINE) {
      return wanted;
    }
    List<TargetTable> standing = StandingShape.of(home, wanted);
    List<TargetTable> landed = new ArrayList<>();
    for (int t = 0; t < tables.size(); t++) {
      landed.add(landed(tables.get(t), made.get(t), standing.get(t)));
    }
    return landed;
  }

  private List<Landing> made(Counted table) {
    return switch (context.config().source().types()) {
      case EXACT -> UnclaimedTable.landings(table.table(), table.census());
      case STORAGE -> UnclaimedTable.landingsByClass(table.table(), table.census());
    };
  }

  private TargetTable landed(Counted table, List<Landing> made, TargetTable standing) {
    List<Landing> landings = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (int c = 0; c < made.size(); c++) {
      Census census = table.census().get(c);
      TargetColumn column = standing.columns().get(c);
      Landing stands = column.landed();
      boolean free =
          stands.equals(Landing.ABSENT)
              || !stands.accepts(census) && StandingShape.isEmpty(home, standing, column.name());
      Landing landing = free ? made.get(c) : stands.widened(census);
      landings.add(landing);
      if (!free && !landing.equals(stands)) {
        notes.add(
            "column "
                + column.name()
                + " was "
                + stands.title()
                + ", which values of this run do not fit: it was widened");
      }
    }
    WidenedColumns.of(context.folder()).keep(standing.name(), notes);
    return UnclaimedTable.typed(table.table(), landings, scope);
  }

  /** The shapes in which tables stand now. */
  List<TargetTable> standing(List<TargetTable> targets) {
    return context.reach() == RunContext.Reach.OFFLINE ? targets : StandingShape.of(home, targets);
  }

  /** What the staged values of a table are, column by column. */
  static List<Census> census(TargetTable staged, List<PartManifest> parts) {
    List<ColumnCensus> sums =
        new ArrayList<>(staged.columns().stream().map(c -> ColumnCensus.empty(c.name())).toList());
    for (PartManifest part : parts) {
      for (int c = 0; c < part.census().size(); c++) {
        sums.set(c, sums.get(c).plus(part.census().get(c)));
      }
    }
    return sums.stream().map(ColumnCensus::census).toList();
  }

  /**
   * How many values stand as times that their sources write otherwise, by what they are told as.
   */
  static Map<String, Long> formConversions(TargetTable target, List<Census> census) {
    Map<String, Long> counts = new TreeMap<>();
    for (int c = 0; c < census.size(); c++) {
      TargetColumn column = target.columns().get(c);
      TimeForm form = column.landed().form();
      if (form != null && census.get(c).values() > 0) {
        counts.put(column.name() + ": " + form.title(), census.get(c).values());
      }
    }
    return counts;
  }
}
