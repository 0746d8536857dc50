package dev.prima.jobs.house;

import dev.prima.core.mapping.Conversion;
import dev.prima.core.mapping.Edges;
import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.Identity;
import dev.prima.core.mapping.MappingCatalog;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.PostgresShape;
import dev.prima.core.mapping.Precedence;
import dev.prima.core.mapping.Profile;
import dev.prima.core.mapping.TableClaim;
import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.cassandra.GlobalTable;
import dev.prima.jobs.postgres.PostgresTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The parts of the documentation that the mapping files decide, as Markdown. */
final class MappingPages {
  private final MappingCatalog catalog;
  private final Map<String, Conversion> units;

  MappingPages(MappingCatalog catalog) {
    this.catalog = catalog;
    units =
        catalog.profiles().stream().collect(Collectors.toMap(Profile::name, MappingPages::unit));
  }

  /** How a profile's tables and columns map, a row per table. */
  String profile(String name) {
    Profile profile =
        catalog.profiles().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    StringBuilder page = new StringBuilder();
    line(page, "| table | lands in | under other names | under their own names |");
    line(page, "|---|---|---|---|");
    for (TableClaim claim : profile.claims()) {
      List<String> renamed = new ArrayList<>();
      List<String> same = new ArrayList<>();
      for (ColumnRule rule : claim.rules()) {
        if (rule.ignored()) {
          renamed.add(code(rule.source()) + " is left out: " + rule.reason());
        } else if (rule.source().equals(rule.target()) && !named(claim, rule)) {
          same.add(rule.source());
        } else {
          renamed.add(
              code(rule.source())
                  + " → "
                  + code(rule.target())
                  + (named(claim, rule) ? note(claim, rule) : ""));
        }
      }
      line(
          page,
          "| %s | %s | %s | %s |"
              .formatted(
                  code(claim.source()),
                  code(claim.target()),
                  renamed.isEmpty() ? "–" : String.join("; ", renamed),
                  String.join(", ", same)));
    }
    return page.toString();
  }

  /** Every table of the target model. */
  String targets() {
    StringBuilder page = new StringBuilder();
    for (TargetTable table : catalog.targets()) {
      line(page, "### " + table.name());
      line(page, "");
      line(page, "- from " + String.join("; ", claims(table)));
      line(page, "- " + place(table.placement()) + "; " + precedence(table.precedence()));
      Edges.Weighted edges = table.edges(Edges.Weighted.class);
      if (edges != null) {
        line(
            page,
            "- connects "
                + codes(List.of(edges.first(), edges.second()))
                + " with the weight "
                + code(edges.weight().toString()));
      }
      table.stores().postgres().ifPresent(shape -> postgres(page, table, shape));
      table.stores().global().ifPresent(shape -> global(page, table, shape));
      line(page, "");
      line(page, "| column | type | filled from |");
      line(page, "|---|---|---|");
      table
          .columns()
          .forEach(
              c ->
                  line(
                      page,
                      "| %s | %s%s | %s |"
                          .formatted(
                              code(c.name()),
                              c.type().name().toLowerCase(Locale.ROOT),
                              c.notNull() ? ", not null" : "",
                              origins(table, c.name()))));
      line(page, "");
    }
    return page.toString().stripTrailing() + "\n";
  }

  private List<String> claims(TargetTable table) {
    return claimsOn(table)
        .map(c -> code(c.source()) + " (" + c.profile() + "), one row per " + identity(c))
        .toList();
  }

  private Stream<TableClaim> claimsOn(TargetTable table) {
    return catalog.profiles().stream()
        .flatMap(p -> p.claims().stream())
        .filter(c -> c.target().equals(table.name()));
  }

  private static String identity(TableClaim claim) {
    Identity identity = claim.identity();
    if (identity instanceof Identity.Key key) {
      return (key.unordered() ? "unordered pair " : "") + codes(key.columns());
    }
    return "content of " + codes(identity.columns());
  }

  private String origins(TargetTable table, String column) {
    String origins =
        claimsOn(table)
            .flatMap(
                c ->
                    c.rules().stream()
                        .filter(r -> r.target().equals(column))
                        .map(
                            r ->
                                c.profile()
                                    + " "
                                    + code(r.source())
                                    + (named(c, r) ? note(c, r) : "")))
            .collect(Collectors.joining("; "));
    if (!origins.isEmpty()) {
      return origins;
    }
    return column.equals("extra") ? "columns that the profile does not know" : "made";
  }

  /** Whether a rule does more than its column's type says: then its conversion is named. */
  private boolean named(TableClaim claim, ColumnRule rule) {
    return converts(claim, rule) || !rule.texts().isEmpty();
  }

  private boolean converts(TableClaim claim, ColumnRule rule) {
    return switch (rule.conversion()) {
      case FRACTION_TO_PERCENT, BASE64 -> true;
      case SECONDS, MILLISECONDS -> rule.conversion() != units.get(claim.profile());
      case NONE, LEGACY_ID -> false;
    };
  }

  /** In which most times of a profile are. */
  private static Conversion unit(Profile profile) {
    List<Conversion> all =
        profile.claims().stream()
            .flatMap(c -> c.rules().stream())
            .map(ColumnRule::conversion)
            .toList();
    return Collections.frequency(all, Conversion.SECONDS)
            > Collections.frequency(all, Conversion.MILLISECONDS)
        ? Conversion.SECONDS
        : Conversion.MILLISECONDS;
  }

  private String note(TableClaim claim, ColumnRule rule) {
    Stream<Enum<?>> conversion = converts(claim, rule) ? Stream.of(rule.conversion()) : Stream.of();
    return Stream.concat(conversion, rule.texts().stream())
        .map(c -> c.name().toLowerCase(Locale.ROOT).replace('_', ' '))
        .collect(Collectors.joining(", ", " (", ")"));
  }

  private String place(Placement placement) {
    if (placement instanceof Placement.Distribute) {
      return "spread by the shard map";
    }
    if (placement instanceof Placement.Follow follow) {
      return "placed with the row of "
          + code(catalog.entity().name())
          + " that "
          + code(follow.column())
          + " names, else at home";
    }
    if (placement instanceof Placement.LegacyRegion legacy) {
      return "placed on the node of the region in " + code(legacy.column()) + ", else at home";
    }
    return placement instanceof Placement.Everywhere ? "copied to every node" : "placed at home";
  }

  private static String precedence(Precedence precedence) {
    List<String> rules = new ArrayList<>();
    if (precedence.love() != null) {
      rules.add("love " + code(precedence.love()));
    }
    if (!precedence.benefit().isEmpty()) {
      rules.add("benefit " + alternatives(precedence.benefit(), " + "));
    }
    if (!precedence.time().isEmpty()) {
      rules.add("time " + alternatives(precedence.time(), " or later "));
    }
    rules.add("the smaller hash");
    return "of copies wins: " + String.join(", then ", rules);
  }

  private static String alternatives(List<List<String>> alternatives, String between) {
    return alternatives.stream()
        .map(a -> a.stream().map(MappingPages::code).collect(Collectors.joining(between)))
        .collect(Collectors.joining(", else "));
  }

  private static void postgres(StringBuilder page, TargetTable table, PostgresShape shape) {
    List<String> facts = new ArrayList<>();
    if (!shape.primaryKey().isEmpty()) {
      facts.add("primary key " + codes(shape.primaryKey()));
    }
    shape.unique().forEach(u -> facts.add("unique " + codes(u) + ", nulls not distinct"));
    switch (shape.partitioning().by()) {
      case SHARD -> facts.add("partitioned by list of `shard_id`");
      case MONTH -> facts.add("partitioned by the UTC month of " + code(month(shape)));
      case NOTHING -> {}
    }
    shape.indexes().forEach(i -> facts.add("index " + codes(i.columns())));
    shape
        .generated()
        .forEach(g -> facts.add("generated " + code(g.name()) + ": " + code(g.expression())));
    line(
        page,
        "- PostgreSQL "
            + code(new PostgresTable(table).title())
            + ": "
            + String.join("; ", facts)
            + "; own columns `region_id`, `shard_id`, `source_id`");
  }

  private static String month(PostgresShape shape) {
    return String.valueOf(shape.partitioning().month());
  }

  private static void global(StringBuilder page, TargetTable table, GlobalShape shape) {
    String clustering =
        shape.clustering().stream()
            .map(c -> ", " + c.column() + (c.descending() ? " desc" : ""))
            .collect(Collectors.joining());
    String rows =
        shape.ends().isEmpty()
            ? ""
            : ", a row under each of "
                + codes(shape.ends())
                + (shape.crossingOnly() ? ", only where these live in different regions" : "");
    line(
        page,
        "- Cassandra "
            + code("prima." + shape.table())
            + ": key "
            + code("((" + String.join(", ", shape.partitionKey()) + ")" + clustering + ")")
            + rows
            + "; columns "
            + GlobalTable.of(table).columns().stream()
                .map(c -> code(c.name() + " " + c.type().cql()))
                .collect(Collectors.joining(", ")));
  }

  private static String codes(List<String> names) {
    return names.stream().map(MappingPages::code).collect(Collectors.joining(", "));
  }

  private static String code(String text) {
    return '`' + text + '`';
  }

  private static void line(StringBuilder page, String line) {
    page.append(line).append('\n');
  }
}
