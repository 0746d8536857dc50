package dev.prima.jobs.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.Conversion;
import dev.prima.core.mapping.Edges;
import dev.prima.core.mapping.MappingCatalog;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.TableClaim;
import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.mapping.TableClaim.Hop;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.mapping.TextConversion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mapping files that declare targets of their own: what is made of them, and what is refused. */
class OwnMappingTest {
  private static final String ENTITY =
      """
      profile: test
      tables:
        people:
          placement: { distribute: id }
          identity: { key: [id] }
          columns: { id: text }
      """;

  @TempDir Path folder;

  private MappingCatalog read(String... yaml) {
    List<Path> files = new ArrayList<>();
    try {
      for (String each : yaml) {
        files.add(Files.writeString(folder.resolve("map" + files.size() + ".yml"), each));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return MappingReader.withProfiles(files);
  }

  private static MappingCatalog shop() {
    return MappingReader.withProfiles(List.of(Path.of("..", "config", "mapping", "shop.yml")));
  }

  private static TableClaim claim(MappingCatalog catalog, String source) {
    return catalog.profiles().get(0).claims().stream()
        .filter(c -> c.source().equals(source))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theShopHasItsOwnTablesAndNoneOfTheBuiltInModel() {
    MappingCatalog catalog = shop();
    assertThat(catalog.targets())
        .extracting(TargetTable::name)
        .containsExactly(
            "customers",
            "purchases",
            "order_lines",
            "products",
            "referrals",
            "page_views",
            "settings");
    assertThat(catalog.entity().name()).isEqualTo("customers");
    assertThat(catalog.target("products").placement()).isEqualTo(new Placement.Everywhere());
    assertThat(catalog.target("purchases").placement())
        .isEqualTo(new Placement.Follow("customer_id"));
    assertThat(Objects.requireNonNull(catalog.target("referrals").edges()))
        .isInstanceOf(Edges.Weighted.class);
    assertThat(catalog.target("page_views").stores().postgres()).isEmpty();
  }

  @Test
  void aRowFindsItsEntityOverTwoHops() {
    TableClaim.Through through = Objects.requireNonNull(claim(shop(), "order_lines").through());
    assertThat(through.hops()).containsExactly(new Hop("order_id", "orders", "id"));
    assertThat(through.take()).isEqualTo("customer_id");
    assertThat(shop().target("order_lines").placement())
        .isEqualTo(new Placement.Follow("customer_id"));
  }

  @Test
  void andOverThree() {
    MappingCatalog catalog =
        read(
            ENTITY
                + """
                  a:
                    placement: { follow: person }
                    identity: { key: [id] }
                    columns: { ID: { to: id, type: bigint }, PERSON: { to: person, type: text } }
                  b:
                    placement: { follow: a_id, of: a }
                    identity: { key: [id] }
                    columns: { id: bigint, A: { to: a_id, type: bigint } }
                  c:
                    placement: { follow: b_id, of: b, as: owner }
                    identity: { key: [id] }
                    columns: { id: bigint, b_id: bigint }
                """
                    .indent(0));
    TableClaim.Through through = Objects.requireNonNull(claim(catalog, "c").through());
    assertThat(through.hops()).containsExactly(new Hop("b_id", "b", "id"), new Hop("A", "a", "ID"));
    assertThat(through.take()).isEqualTo("PERSON");
    assertThat(catalog.target("c").placement()).isEqualTo(new Placement.Follow("owner"));
    assertThat(catalog.target("b").placement()).isEqualTo(new Placement.Follow("person"));
  }

  @Test
  void anEntityHasADirectoryInCassandraWhetherOrNotOneIsDeclared() {
    assertThat(read(ENTITY).target("people").stores().global().orElseThrow().table())
        .isEqualTo("people_directory");
  }

  @Test
  void theBuiltInModelStandsBesideTablesThatHaveNoEntityOfTheirOwn() {
    MappingCatalog catalog =
        read(
            """
            profile: notes
            tables:
              notes:
                placement: { follow: agent }
                identity: { key: [id] }
                columns: { id: bigint, agent: text }
            """);
    assertThat(catalog.entity().name()).isEqualTo("agents");
    assertThat(catalog.find("notes")).isPresent();
  }

  @Test
  void theBuiltInProfilesAreSuchFiles() {
    Path mapping = Path.of("..", "config", "mapping");
    MappingCatalog catalog =
        MappingReader.withProfiles(
            List.of(mapping.resolve("prima.yml"), mapping.resolve("unified.yml")));
    assertThat(catalog.targets()).isEqualTo(MappingReader.builtIn().targets());
    assertThat(catalog.profiles()).isEqualTo(MappingReader.builtIn().profiles());
  }

  @Test
  void saysAllProblemsAtOnceWithTheirLines() {
    PrimaException problem =
        catchThrowableOfType(
            PrimaException.class,
            () ->
                read(
                    """
                    profile: wrong
                    tables:
                      people:
                        placement: { distribute: id }
                        identity: { key: [id] }
                        columns: { id: bigint, name: string }
                      orders:
                        placement: { follow: nobody }
                        identity: { key: [id] }
                        columns: { id: bigint }
                      edges:
                        placement: { connect: [a, b], weight: 1 + }
                        identity: { key: [a, b] }
                        columns: { a: text, b: text }
                      left:
                        placement: { skip: }
                      chicken:
                        placement: { follow: egg, of: egg }
                        identity: { key: [id] }
                        columns: { id: bigint, egg: bigint }
                      egg:
                        placement: { follow: chicken, of: chicken }
                        identity: { key: [id] }
                        columns: { id: bigint, chicken: bigint }
                    """));
    assertThat(problem.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(problem)
        .hasMessageContaining("line 6: no type string")
        .hasMessageContaining("line 4: id of people names an entity of the shard map")
        .hasMessageContaining("line 8: no column nobody in target table orders")
        .hasMessageContaining("line 12: the weight '1 +' cannot be read")
        .hasMessageContaining("line 16: a table is skipped for a reason")
        .hasMessageContaining("a cycle: chicken follows egg follows chicken")
        .hasMessageStartingWith("MAP-002 The mapping has ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "placement: { follow: p, of: products } | products is neither distributed nor follows",
        "placement: { follow: p, of: nothing } | no table nothing in this mapping",
        "placement: { follow: n } | n of t names an entity",
        "placement: somewhere | a placement is one of",
        "placement: { distribute: p } | one table is the entity of the shard map",
        "placement: { connect: [p, q] } | what connects has a weight",
        "placement: { connect: [p, p], weight: 1 } | the two ends of an edge",
        "placement: { connect: [p, q], weight: q } | q of t is no number",
        "placement: global | what is global says in global",
        "placement: { skip: true } | unknown key",
      })
  void refusesPlacementsThatCannotBe(String placement, String why) {
    String yaml =
        ENTITY
            + """
                products:
                  placement: reference
                  identity: { key: [sku] }
                  columns: { sku: text }
                t:
                  %s
                  identity: { key: [p, q] }
                  columns: { p: text, q: text, n: bigint }
              """
                .formatted(placement)
                .indent(0);
    assertThatThrownBy(() -> read(yaml)).hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "partition-key: [q], columns: { q: q } | rows with different [p]",
        "partition-key: [p, n], columns: { p: p, n: n } | may be NULL",
        "partition-key: [z], columns: { p: p } | the key names z",
        "partition-key: [p], columns: { p: p, e: $end } | need ends",
        "partition-key: [p], columns: { p: p, d: $day(q) } | q of t is no timestamptz",
        "partition-key: [p], columns: { p: p, d: $dya(q) } | no function",
      })
  void refusesTablesInCassandraThatWouldLoseRows(String global, String why) {
    String yaml =
        ENTITY
            + """
                t:
                  placement: home
                  identity: { key: [p] }
                  columns: { p: text, q: text not-null, n: bigint }
                  global: { table: g, %s }
              """
                .formatted(global)
                .indent(0);
    assertThatThrownBy(() -> read(yaml)).hasMessageContaining(why);
  }

  private MappingCatalog converting(String type, String convert) {
    return read(
        ENTITY
            + """
                t:
                  placement: home
                  identity: { key: [p] }
                  columns: { p: text, q: { to: r, type: %s, convert: %s } }
              """
                .formatted(type, convert)
                .indent(0));
  }

  private static ColumnRule rule(MappingCatalog catalog) {
    return claim(catalog, "t").rules().get(1);
  }

  @Test
  void aColumnMaySayWhatBecomesOfItsTextsBesideAConversion() {
    assertThat(rule(converting("text", "nul-strip")))
        .isEqualTo(
            new ColumnRule("q", "r", Conversion.NONE, "", List.of(TextConversion.NUL_STRIP)));
    assertThat(rule(converting("jsonb", "[utf8-replace, nul-strip]")).texts())
        .containsExactly(TextConversion.UTF8_REPLACE, TextConversion.NUL_STRIP);
    assertThat(rule(converting("text", "[nul-reject, base64]")))
        .isEqualTo(
            new ColumnRule("q", "r", Conversion.BASE64, "", List.of(TextConversion.NUL_REJECT)));
  }

  @Test
  void aColumnOfTheBuiltInModelMaySayItToo() {
    MappingCatalog catalog =
        read(
            """
            profile: test
            tables:
              people:
                target: agents
                requires: [id, seen]
                identity: { key: [agent_id] }
                columns:
                  id: { to: agent_id, convert: [legacy-id, utf8-replace] }
                  title: { to: name, convert: nul-strip }
                  seen: { to: last_heartbeat, convert: milliseconds }
            """);
    assertThat(claim(catalog, "people").rules())
        .containsExactly(
            new ColumnRule(
                "id", "agent_id", Conversion.LEGACY_ID, "", List.of(TextConversion.UTF8_REPLACE)),
            new ColumnRule("title", "name", Conversion.NONE, "", List.of(TextConversion.NUL_STRIP)),
            new ColumnRule("seen", "last_heartbeat", Conversion.MILLISECONDS, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bigint | nul-strip | line 10: nul-strip does not make a bigint",
        "timestamptz | [seconds, utf8-replace] | utf8-replace does not make a timestamptz",
        "text | [nul-strip, nul-reject] | nul-reject is the second word on the same texts",
        "text | [base64, legacy-id] | legacy-id is the second conversion of one value",
        "text | strip | no conversion strip",
        "double | base64 | base64 does not make a double",
      })
  void refusesConversionsThatDoNotSuit(String type, String convert, String why) {
    assertThatThrownBy(() -> converting(type, convert)).hasMessageContaining(why);
  }

  @Test
  void refusesAnEntityThatMayStandTwice() {
    assertThatThrownBy(() -> read(ENTITY.replace("{ key: [id] }", "{ content: [id] }")))
        .hasMessageContaining("line 4: the entity stands once");
  }

  @Test
  void refusesClashesOfNames() {
    assertThatThrownBy(
            () ->
                read(
                    ENTITY
                        + """
                            one:
                              as: same
                              placement: home
                              identity: { key: [id] }
                              columns: { id: text, a: { to: id, type: text }, region_id: text }
                            two:
                              as: same
                              placement: home
                              identity: { key: [id] }
                              columns: { id: text, extra: text }
                            books:
                              as: superseded
                              placement: home
                              identity: { key: [id] }
                              columns: { id: text }
                          """
                            .indent(0)))
        .hasMessageContaining("two columns are called id")
        .hasMessageContaining("two columns are called region_id")
        .hasMessageContaining("two columns are called extra")
        .hasMessageContaining("one and two both become same")
        .hasMessageContaining("cannot be called superseded");
  }

  @Test
  void aTableOfTheBuiltInModelKeepsItsName() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    profile: test
                    tables:
                      messages:
                        placement: home
                        identity: { key: [id] }
                        columns: { id: text }
                    """))
        .hasMessageContaining("the built-in model has a table of the name");
  }
}
