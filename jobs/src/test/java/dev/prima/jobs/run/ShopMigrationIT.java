package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.prima.core.error.ExitCode;
import dev.prima.core.report.ReconciliationReport;
import dev.prima.core.report.ReconciliationReport.Verdict;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.ShardingReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.embedded.EmbeddedStores;
import dev.prima.jobs.generate.SampleData;
import dev.prima.jobs.run.RunContext.Reach;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A shop, mapped by a file of its own, migrated by region and held against plain SQL on its files.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ShopMigrationIT {
  private static final String PROFILE = "source.profile=[../config/mapping/shop.yml]";

  /** Which node of {@link Stores} serves an area, by hand: what is unknown is served at home. */
  private static final Map<String, Integer> NODE_OF_AREA =
      Map.of("North", 1, "East", 1, "South", 2, "West", 2);

  private static final Map<String, String> REGION_OF_AREA =
      Map.of(
          "North", "sacred_north",
          "East", "sacred_east",
          "South", "sacred_south",
          "West", "sacred_west");

  @TempDir static Path folder;
  private Stores stores;
  private List<Path> files;
  private String now;
  private String before;
  private RunReport first;

  @BeforeAll
  void migrate() {
    stores = new Stores(folder, "sharding: {shards: 8}");
    files = SampleData.make(Path.of("..", "sample-data", "shop"), folder.resolve("sources"));
    before = Query.sqlite(files.get(0));
    now = Query.sqlite(files.get(1));
    first = stores.migrate(files, sets());
  }

  private static String[] sets() {
    return new String[] {PROFILE, "regions.assign=coordinates"};
  }

  private long legacy(String url, String sql) {
    return Query.number(url, sql);
  }

  @Test
  @Order(1)
  void endsReconciledRowByRowWithBalancedBooks() {
    assertThat(first.end().error()).isNull();
    assertThat(first.end().exit()).isEqualTo(ExitCode.OK);
    ReconciliationReport reconciliation = Objects.requireNonNull(first.findings().reconciliation());
    assertThat(reconciliation.verdict()).isEqualTo(Verdict.RECONCILED);
    assertThat(reconciliation.level()).isEqualTo("row");
    Map<String, String> sources =
        Map.of(
            "customers", "customers",
            "purchases", "orders",
            "order_lines", "order_lines",
            "products", "products",
            "carts", "carts");
    Map<String, Books> books = Tables.books(first);
    assertThat(books.keySet())
        .containsExactlyInAnyOrder(
            "customers",
            "purchases",
            "order_lines",
            "products",
            "referrals",
            "page_views",
            "settings",
            "carts",
            "legacy.newsletter");
    books.values().forEach(b -> assertThat(b.balanced()).as("%s", b).isTrue());
    sources.forEach(
        (table, source) ->
            assertThat(books.get(table).read())
                .as(table)
                .isEqualTo(
                    legacy(now, "SELECT count(*) FROM " + source)
                        + legacy(before, "SELECT count(*) FROM " + source)));
    assertThat(books.get("carts").skipped()).isEqualTo(26).isEqualTo(books.get("carts").read());
    assertThat(Tables.of(first, "carts").notes().toString()).contains("gone within the hour");
    // Of the first 50 customers, those with an even number have changed since.
    assertThat(books.get("customers").loaded()).isEqualTo(120);
    assertThat(books.get("customers").duplicates()).isEqualTo(25);
    assertThat(books.get("customers").superseded()).isEqualTo(25);
    assertThat(books.get("purchases").duplicates()).isEqualTo(59);
    assertThat(books.get("products").superseded()).isEqualTo(1);
    assertThat(Tables.of(first, "customers").conversions().toString())
        .contains("loyalty_percent: fraction to percent");
  }

  @Test
  @Order(2)
  void customersStandInTheRegionOfTheirArea() {
    Map<String, @Nullable String> areas = new TreeMap<>();
    Query.rows(now, "SELECT CAST(id AS text), area FROM customers")
        .forEach(r -> areas.put(String.valueOf(r.get(0)), (String) r.get(1)));
    Set<String> seen = new HashSet<>();
    for (int n = 0; n < stores.nodes.size(); n++) {
      for (List<@Nullable Object> row :
          Query.rows(
              stores.url(n), "SELECT customer_id, region_id, shard_id FROM prima.customers")) {
        String id = String.valueOf(row.get(0));
        String area = String.valueOf(areas.get(id));
        assertThat(n)
            .as("customer %s of %s", id, area)
            .isEqualTo(NODE_OF_AREA.getOrDefault(area, 0));
        assertThat(row.get(1)).as(id).isEqualTo(REGION_OF_AREA.getOrDefault(area, "genesis"));
        assertThat(row.get(2)).as(id).isNotNull();
        assertThat(seen.add(id)).as(id).isTrue();
      }
    }
    assertThat(seen).isEqualTo(areas.keySet());
  }

  @Test
  @Order(3)
  void ordersAndTheirLinesFollowTheirCustomers() {
    Map<String, Integer> nodeOfCustomer = new HashMap<>();
    for (int n = 0; n < stores.nodes.size(); n++) {
      int node = n;
      Query.texts(stores.url(n), "SELECT customer_id FROM prima.customers")
          .forEach(id -> nodeOfCustomer.put(id, node));
    }
    Map<Long, String> customerOfOrder = new HashMap<>();
    Query.rows(now, "SELECT id, CAST(customer_id AS text) FROM orders")
        .forEach(r -> customerOfOrder.put((Long) r.get(0), String.valueOf(r.get(1))));
    int purchases = 0;
    List<List<@Nullable Object>> lines = new ArrayList<>();
    for (int n = 0; n < stores.nodes.size(); n++) {
      for (List<@Nullable Object> row :
          Query.rows(stores.url(n), "SELECT order_id, customer_id FROM prima.purchases")) {
        purchases++;
        assertThat(row.get(1)).isEqualTo(customerOfOrder.get(row.get(0)));
        assertThat(n).as("%s", row).isEqualTo(nodeOfCustomer.getOrDefault(row.get(1), 0));
      }
      for (List<@Nullable Object> row :
          Query.rows(
              stores.url(n),
              "SELECT order_id, customer_id, sku, quantity, price FROM prima.order_lines")) {
        String customer = customerOfOrder.get(row.get(0));
        assertThat(row.get(1)).as("%s", row).isEqualTo(customer);
        int wanted = customer == null ? 0 : nodeOfCustomer.getOrDefault(customer, 0);
        assertThat(n).as("%s", row).isEqualTo(wanted);
        lines.add(java.util.Arrays.asList(row.get(0), row.get(2), row.get(3), row.get(4)));
      }
    }
    assertThat(purchases).isEqualTo(300);
    // Every line of today stands, those that are alike as often as today's file has them.
    assertThat(lines)
        .containsExactlyInAnyOrderElementsOf(
            Query.rows(now, "SELECT order_id, sku, quantity, price FROM order_lines"));
    assertThat(
            stores.count(
                "SELECT count(*) FROM prima.order_lines WHERE order_id = 1001 AND quantity = 7"))
        .isEqualTo(2);
    assertThat(
            stores.count(
                "SELECT count(*) FROM prima.order_lines l WHERE customer_id IS NOT NULL AND NOT"
                    + " EXISTS (SELECT FROM prima.purchases p WHERE p.order_id = l.order_id AND"
                    + " p.shard_id IS NOT DISTINCT FROM l.shard_id)"))
        .isZero();
  }

  @Test
  @Order(4)
  void everyNodeHasEveryProduct() {
    List<List<@Nullable Object>> products = new ArrayList<>();
    String columns = " sku, title, price, details ->> '$.weight', hex(picture) FROM products";
    products.addAll(Query.rows(now, "SELECT" + columns));
    products.addAll(Query.rows(before, "SELECT" + columns + " WHERE sku = 'SKU-900'"));
    for (int n = 0; n < stores.nodes.size(); n++) {
      List<List<@Nullable Object>> there =
          Query.rows(
              stores.url(n),
              "SELECT sku, title, price, (details ->> 'weight')::bigint,"
                  + " coalesce(upper(encode(picture, 'hex')), '') FROM prima.products");
      assertThat(there).as("node %s", n).containsExactlyInAnyOrderElementsOf(products);
    }
    assertThat(Tables.books(first).get("products").loaded()).isEqualTo(41);
  }

  @Test
  @Order(5)
  void valuesAreRenamedAndConvertedAsTheMappingSays() {
    List<List<@Nullable Object>> wanted =
        Query.rows(
            now,
            "SELECT CAST(id AS text), name, email, round(loyalty * 100, 6), joined, nickname FROM"
                + " customers");
    assertThat(
            stores.rows(
                "SELECT customer_id, name, email, round(loyalty_percent::numeric, 6)::float8,"
                    + " extract(epoch FROM joined_at)::bigint, extra ->> 'nickname' FROM"
                    + " prima.customers"))
        .containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(Query.rows(stores.url(0), "SELECT name, value FROM prima.settings ORDER BY name"))
        .isEqualTo(Query.rows(now, "SELECT name, value FROM settings ORDER BY name"));
    assertThat(
            stores.count(
                "SELECT count(*) FROM prima.purchases WHERE order_id = 1001 AND placed_at ="
                    + " '2025-01-01 14:00:00+00' AND paid"))
        .isEqualTo(
            legacy(
                now,
                "SELECT count(*) FROM orders WHERE id = 1001 AND placed = '2025-01-01 14:00:00'"
                    + " AND paid"));
  }

  @Test
  @Order(6)
  void cassandraHoldsTheViewsUnderTheDeclaredKeys() {
    List<List<@Nullable Object>> views =
        Query.rows(
            now,
            "SELECT CAST(customer_id AS text), strftime('%Y-%m-%d', at / 1000, 'unixepoch'), at,"
                + " page FROM page_views");
    assertThat(
            stores.global("views_by_customer").stream()
                .map(
                    r ->
                        List.<Object>of(
                            r.getString("customer_id"),
                            r.getString("day"),
                            r.getInstant("viewed_at").toEpochMilli(),
                            r.getString("page")))
                .toList())
        .containsExactlyInAnyOrderElementsOf(
            views.stream().map(v -> List.<Object>copyOf(v)).collect(Collectors.toList()));
    try (CqlSession session = EmbeddedStores.openCql()) {
      // Answered by the declared partition alone, newest first.
      List<Row> some =
          session
              .execute(
                  "SELECT viewed_at FROM "
                      + stores.keyspace
                      + ".views_by_customer WHERE customer_id = '12' AND day = '"
                      + views.get(0).get(1)
                      + "'")
              .all();
      assertThat(some).isNotEmpty();
      assertThat(some)
          .extracting(r -> r.getInstant(0))
          .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }
    assertThat(stores.global("customer_directory")).hasSize(120);
  }

  @Test
  @Order(7)
  void referralsBetweenRegionsStandUnderBothTheirEnds() {
    Map<String, String> region = new HashMap<>();
    Query.rows(now, "SELECT CAST(id AS text), area FROM customers")
        .forEach(
            r ->
                region.put(
                    String.valueOf(r.get(0)),
                    REGION_OF_AREA.getOrDefault(String.valueOf(r.get(1)), "genesis")));
    Set<List<String>> wanted = new HashSet<>();
    Query.rows(now, "SELECT CAST(referrer AS text), CAST(referred AS text) FROM referrals")
        .forEach(
            r -> {
              String from = String.valueOf(r.get(0));
              String to = String.valueOf(r.get(1));
              if (!Objects.equals(region.get(from), region.get(to))) {
                wanted.add(List.of(from, to, from));
                wanted.add(List.of(to, from, from));
              }
            });
    assertThat(
            stores.global("referrals_by_customer").stream()
                .map(
                    r ->
                        List.of(
                            String.valueOf(r.getString("customer_id")),
                            String.valueOf(r.getString("peer_id")),
                            String.valueOf(r.getString("referrer_id"))))
                .toList())
        .containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(stores.count("SELECT count(*) FROM prima.referrals"))
        .isEqualTo(legacy(now, "SELECT count(*) FROM referrals"));
  }

  @Test
  @Order(8)
  void aSecondRunChangesNothing() {
    Map<String, String> contents = stores.contents();
    RunReport second = stores.migrate(files, sets());
    assertThat(second.end().error()).isNull();
    assertThat(second.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(stores.contents()).isEqualTo(contents);
    Map<String, Books> books = Tables.books(first);
    Tables.books(second)
        .forEach(
            (table, again) -> {
              assertThat(again.loaded()).as(table).isZero();
              assertThat(again.duplicates())
                  .as(table)
                  .isEqualTo(books.get(table).loaded() + books.get(table).duplicates());
              assertThat(again.skipped()).as(table).isEqualTo(books.get(table).skipped());
            });
  }

  @Test
  @Order(9)
  void aProductThatOneNodeLostIsFoundMissingAndMended() {
    Query.change(stores.url(2), "DELETE FROM prima.products WHERE sku = 'SKU-007'");
    RunReport report = stores.reconcile(files, sets());
    assertThat(report.end().exit()).isEqualTo(ExitCode.DISCREPANCIES);
    ReconciliationReport found = Objects.requireNonNull(report.findings().reconciliation());
    assertThat(found.tables().stream().filter(t -> t.discrepancies() > 0).toList())
        .singleElement()
        .satisfies(
            t -> {
              assertThat(t.table()).isEqualTo("products");
              assertThat(t.missing()).isEqualTo(1);
              assertThat(t.sourceRows()).isEqualTo(3 * 41);
            });
    RunReport mended = stores.mend(files, sets());
    assertThat(mended.end().error()).isNull();
    assertThat(mended.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(
            Query.number(
                stores.url(2), "SELECT count(*) FROM prima.products WHERE sku = 'SKU-007'"))
        .isEqualTo(1);
  }

  @Test
  @Order(10)
  void byResonanceThoseWhoReferOneAnotherShareShards() {
    RunReport plan = stores.plan(Reach.OFFLINE, files, PROFILE, "sharding.rebalance=full");
    assertThat(plan.end().error()).isNull();
    ShardingReport sharding = Objects.requireNonNull(plan.findings().sharding());
    assertThat(sharding.figures().agents()).isEqualTo(120);
    // Pairs that refer each other both ways are one edge.
    assertThat(sharding.figures().edges())
        .isEqualTo(
            legacy(
                now,
                "SELECT count(*) FROM (SELECT DISTINCT min(referrer, referred), max(referrer,"
                    + " referred) FROM referrals WHERE referrer <> referred)"));
    assertThat(sharding.figures().edgeCut())
        .isLessThan(Objects.requireNonNull(sharding.figures().hashEdgeCut()) / 2);
  }

  @Test
  @Order(11)
  void aMappingThatDoesNotFitIsRefusedBeforeAnyTargetIsTouched() throws Exception {
    Path wrong = folder.resolve("wrong.yml");
    String shop = java.nio.file.Files.readString(Path.of("..", "config", "mapping", "shop.yml"));
    java.nio.file.Files.writeString(
        wrong,
        shop.replace("      email: text", "      emial: { to: email, type: text }")
            .replace("  carts:", "  karts:")
            .replace("      placed: {", "      place: {"));
    Map<String, String> contents = stores.contents();
    RunReport report = stores.migrate(files, "source.profile=[" + wrong + "]");
    assertThat(report.end().exit()).isEqualTo(ExitCode.BLOCKED);
    assertThat(Objects.requireNonNull(report.end().error()).message())
        .startsWith("MAP-003")
        .contains("has no column emial")
        .contains("has no column place")
        .contains("no source has the table karts");
    assertThat(stores.contents()).isEqualTo(contents);
  }

  @Test
  @Order(12)
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // three runs
  void aLaterFileReplacesWhatItKnowsBetterAndUndoingItBringsTheFormerBack() {
    Path place = folder.resolve("again");
    assertThat(place.toFile().mkdirs()).isTrue();
    Stores later = new Stores(place, "sharding: {shards: 8}");
    RunReport old = later.migrate(List.of(files.get(0)), sets());
    assertThat(old.end().exit()).isEqualTo(ExitCode.OK);
    String price = "SELECT count(*) FROM prima.products WHERE sku = 'SKU-003' AND price = ";
    assertThat(later.count(price + "3.5")).isEqualTo(3);
    Map<String, String> contents = withoutBooks(later);
    RunReport report = later.migrate(files, sets());
    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(Tables.of(report, "products").replaced()).isEqualTo(1);
    assertThat(Tables.books(report).get("products").loaded()).isEqualTo(40);
    assertThat(Tables.of(report, "customers").replaced()).isEqualTo(25);
    assertThat(later.count(price + "7.5")).isEqualTo(3);
    // The same rows as where both files came at once.
    assertThat(later.count("SELECT count(*) FROM prima.order_lines"))
        .isEqualTo(stores.count("SELECT count(*) FROM prima.order_lines"));
    RunReport undone = later.undo(later.runFolder(), sets());
    assertThat(undone.end().error()).isNull();
    assertThat(undone.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(withoutBooks(later)).isEqualTo(contents);
    later.drop();
  }

  @Test
  @Order(13)
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // two runs
  void aRunThatTakesUpWhatChangedKnowsTheMappingToo() {
    Path place = folder.resolve("changing");
    assertThat(place.toFile().mkdirs()).isTrue();
    List<Path> own = SampleData.make(Path.of("..", "sample-data", "shop"), place.resolve("files"));
    Stores changing = new Stores(place, "sharding: {shards: 8}", "source: {incremental: true}");
    assertThat(changing.migrate(own, sets()).end().exit()).isEqualTo(ExitCode.OK);
    Query.change(
        Query.sqlite(own.get(1)), "UPDATE products SET price = 99.5 WHERE sku = 'SKU-003'");
    RunReport report = changing.migrate(own, sets());
    assertThat(report.end().error()).isNull();
    assertThat(report.end().exit()).isEqualTo(ExitCode.OK);
    assertThat(report.remarks().notes()).anyMatch(n -> n.contains("that changed since run"));
    assertThat(Tables.of(report, "products").replaced()).isEqualTo(1);
    assertThat(
            changing.count(
                "SELECT count(*) FROM prima.products WHERE sku = 'SKU-003' AND price = 99.5"))
        .isEqualTo(3);
    changing.drop();
  }

  private static Map<String, String> withoutBooks(Stores stores) {
    Map<String, String> contents = stores.contents();
    contents
        .keySet()
        .removeIf(
            name ->
                name.contains("migration_")
                    || name.contains("legacy.")
                    || name.contains("superseded")
                    || name.contains("moved_agents"));
    return contents;
  }
}
