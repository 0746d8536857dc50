package dev.prima.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.mapping.Profile.SkippedTable;
import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.mapping.TableClaim.Extent;
import dev.prima.core.mapping.TableClaim.Hop;
import dev.prima.core.mapping.TableClaim.Through;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceTable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Mappings held against the schemas of files. */
class MappingFitTest {
  private static final Through OVER_ORDERS =
      new Through(
          "order_id > orders.customer", List.of(new Hop("order_id", "orders", "id")), "customer");

  private static TableClaim lines(Extent extent, @Nullable Through through) {
    return new TableClaim(
        "shop",
        "lines",
        List.of(),
        "lines",
        new Identity.Key(List.of("id"), false),
        Stream.concat(
                Stream.of("id", "order_id"),
                through == null ? Stream.of() : Stream.of(through.column()))
            .map(c -> new ColumnRule(c, c, Conversion.NONE, ""))
            .toList(),
        extent,
        through);
  }

  private static List<String> problems(TableClaim claim, Map<String, List<SourceTable>> files) {
    Profile profile =
        new Profile(
            "shop",
            List.of(claim),
            "",
            List.of(new SkippedTable("carts", "no reason", Extent.WHOLE)));
    return MappingFit.problems(new MappingCatalog(List.of(), List.of(profile)), files);
  }

  /** A table whose first column is its primary key. */
  private static SourceTable table(String name, String... columns) {
    return new SourceTable(
        name,
        Stream.of(columns)
            .map(c -> new SourceColumn(c, "", false, c.equals(columns[0]) ? 1 : 0, false))
            .toList(),
        true,
        List.of());
  }

  @Test
  void whatFitsHasNoProblems() {
    SourceTable orders = table("orders", "id", "customer");
    SourceTable lines = table("lines", "id", "order_id", "more");
    assertThat(problems(lines(Extent.PRESENT, OVER_ORDERS), Map.of("a", List.of(orders, lines))))
        .isEmpty();
  }

  @Test
  void aTableThatNoFileHasIsMissedUnlessItIsOptional() {
    Map<String, List<SourceTable>> files = Map.of("a", List.of(table("Lines", "id")));
    assertThat(problems(lines(Extent.PRESENT, null), files))
        .singleElement()
        .asString()
        .contains("no source has the table lines", "there is Lines");
    assertThat(problems(lines(Extent.WHOLE, null), files)).isEmpty();
  }

  @Test
  void everyFileNeedsEveryColumnUnlessItIsLenient() {
    Map<String, List<SourceTable>> files =
        Map.of("a", List.of(table("lines", "id")), "b", List.of(table("lines", "id", "order_id")));
    assertThat(problems(lines(Extent.PRESENT, null), files))
        .singleElement()
        .asString()
        .contains("table lines of a has no column order_id");
    assertThat(problems(lines(Extent.LENIENT, null), files)).isEmpty();
  }

  @Test
  void whatIsFollowedMustBeThereByAKey() {
    SourceTable lines = table("lines", "id", "order_id");
    assertThat(
            problems(
                lines(Extent.PRESENT, OVER_ORDERS),
                Map.of(
                    "alone", List.of(lines),
                    "no key", List.of(lines, table("orders", "number", "id", "customer")),
                    "no customer", List.of(lines, table("orders", "id")))))
        .satisfiesExactlyInAnyOrder(
            p -> assertThat(p).contains("of alone follows orders, which is not in this file"),
            p -> assertThat(p).contains("of no key is followed by id, which is neither"),
            p -> assertThat(p).contains("of no customer has no column customer"));
  }
}
