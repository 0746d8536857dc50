package dev.prima.jobs.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.config.ReconcileConfig;
import dev.prima.core.config.ReconcileConfig.Level;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.reconcile.Leniency;
import dev.prima.core.report.ReconciliationReport.Check;
import dev.prima.core.report.ReconciliationReport.Compared;
import dev.prima.jobs.reconcile.Reconciler.Result;
import dev.prima.jobs.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Differences of every kind, planted at random in both stores of a migrated network. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlantedDifferencesIT {
  private static final long SEED = Long.getLong("prima.seed", System.nanoTime());
  private static final int OF_EACH_KIND = Boolean.getBoolean("prima.full") ? 18 : 3;

  @TempDir static Path folder;
  private MigratedNetwork network;
  private SparkSession spark;
  private Planter planter;

  @BeforeAll
  void migrateAndPlant() {
    network = new MigratedNetwork(folder);
    assertThat(network.report.end().error()).isNull();
    spark = SparkSessions.open("local[2]", folder, Map.of("spark.sql.shuffle.partitions", "4"));
    planter = new Planter(network, SEED);
    planter.plant(OF_EACH_KIND);
  }

  @AfterAll
  void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  private Path file() {
    return folder.resolve("discrepancies.jsonl");
  }

  private Result reconcile(Level level, Map<String, String> tolerance, List<String> exclude) {
    Inputs inputs = network.inputs(network.files);
    ReconcileConfig config =
        new ReconcileConfig(level, Optional.empty(), false, tolerance, exclude, false, 100_000);
    return new Reconciler(spark, inputs)
        .run(
            new Depth(
                level,
                Leniency.of(config, inputs.stores().tables()),
                new Depth.Listing(file(), config.showValues(), config.maxListed())));
  }

  private static String told(String line) {
    JsonObject json = Json.parse(line).asObject();
    Map<String, String> key = new TreeMap<>();
    json.get("key").asObject().members().forEach((name, text) -> key.put(name, text.asString()));
    JsonValue expected = json.find("expected");
    JsonValue columns = json.find("columns");
    return Planted.told(
        json.get("kind").asString(),
        json.get("table").asString(),
        json.get("store").asString(),
        key,
        place(json),
        expected == null ? "" : place(expected.asObject()),
        columns == null ? List.of() : columns.asArray().stream().map(JsonValue::asString).toList());
  }

  private static String place(JsonObject json) {
    return Planted.place(
        text(json.find("node")),
        text(json.find("region")),
        json.find("shard") == null ? null : (int) json.get("shard").asLong());
  }

  private static @Nullable String text(@Nullable JsonValue value) {
    return value == null ? null : value.asString();
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(file());
  }

  @Test
  @Order(1)
  void everyPlantedDifferenceIsListedAndNoOther() throws IOException {
    Result result = reconcile(Level.ROW, Map.of(), List.of());

    assertThat(lines())
        .as("seed %d", SEED)
        .extracting(PlantedDifferencesIT::told)
        .containsExactlyInAnyOrderElementsOf(planter.planted());
    assertThat(result.report().discrepancies()).isEqualTo(planter.planted().size());
    assertThat(result.report().checks())
        .as("seed %d", SEED)
        .filteredOn(c -> c.violations() > 0)
        .extracting(Check::name)
        .isEmpty();
  }

  @Test
  @Order(2)
  void linesTellHashesOfBothSidesAndNoValues() throws IOException {
    assertThat(lines())
        .allSatisfy(
            line -> {
              JsonObject json = Json.parse(line).asObject();
              String kind = json.get("kind").asString();
              assertThat(json.find("sourceHash") == null).isEqualTo(kind.equals("unexpected"));
              assertThat(json.find("targetHash") == null).isEqualTo(kind.equals("missing"));
              assertThat(json.get("identity").asString()).matches("([0-9a-f]{2})+");
              assertThat(line).doesNotContain("Values");
            });
  }

  @Test
  @Order(3)
  void lastDigitsMayDifferWithinATolerance() {
    Result strict = reconcile(Level.FINGERPRINT, Map.of(), List.of());
    assertThat(file()).doesNotExist();
    Result lenient =
        reconcile(
            Level.FINGERPRINT,
            Map.of(
                "agents.love_resonance", "1e-6",
                "connections.trust_score", "1e-6",
                "messages.field_impact", "1e-6",
                "spores.resonance_threshold", "1e-6"),
            List.of("work"));

    long flips =
        planter.planted().stream()
            .filter(
                p ->
                    p.endsWith("[love_resonance]")
                        || p.endsWith("[trust_score]")
                        || p.endsWith("[field_impact]")
                        || p.endsWith("[resonance_threshold]"))
            .count();
    long work =
        strict.report().tables().stream()
            .filter(c -> c.table().equals("work"))
            .mapToLong(Compared::discrepancies)
            .sum();
    assertThat(flips).isPositive();
    assertThat(lenient.report().scope().withinTolerance()).isEqualTo(flips);
    assertThat(lenient.report().scope().excluded()).containsExactly("work");
    assertThat(strict.report().discrepancies() - lenient.report().discrepancies())
        .as("seed %d", SEED)
        .isEqualTo(flips + work);
  }
}
