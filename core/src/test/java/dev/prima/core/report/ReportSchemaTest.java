package dev.prima.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code config/report.schema.json}, as users have it, against what reports are. */
class ReportSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchema SCHEMA = schema();

  /** Members whose own members are names from data, or described elsewhere. */
  private static final Set<String> OPEN =
      Set.of("rejectReasons", "conversions", "warnings", "tolerances", "config");

  private static JsonSchema schema() {
    try {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012)
          .getSchema(Files.readString(Path.of("../config/report.schema.json")));
    } catch (java.io.IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<RunReport> all() {
    return Examples.all();
  }

  @Test
  void schemaIsOneOfItsDialect() throws Exception {
    JsonSchema dialect =
        JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(java.net.URI.create("https://json-schema.org/draft/2020-12/schema"));
    assertThat(dialect.validate(SCHEMA.getSchemaNode())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyReportIsValid(RunReport report) throws Exception {
    assertThat(SCHEMA.validate(JSON.readTree(report.toJson()))).isEmpty();
  }

  /** Renamed, a member is missing, unknown, or both. */
  @ParameterizedTest
  @MethodSource("all")
  void noMemberMayHaveAnotherName(RunReport report) throws Exception {
    JsonNode json = JSON.readTree(report.toJson());
    int renamed = 0;
    for (ObjectNode object : objects(json)) {
      for (String name : names(object)) {
        JsonNode value = object.remove(name);
        object.set(name + "x", value);
        assertThat(SCHEMA.validate(json)).as(name).isNotEmpty();
        object.remove(name + "x");
        object.set(name, value);
        renamed++;
      }
    }
    assertThat(renamed).isGreaterThan(20);
    assertThat(SCHEMA.validate(json)).isEmpty();
  }

  /** A count that became a text, a fraction or negative is none. */
  @ParameterizedTest
  @MethodSource("all")
  void countsAreIntegersFromZeroOn(RunReport report) throws Exception {
    JsonNode json = JSON.readTree(report.toJson());
    for (ObjectNode object : objects(json)) {
      for (String name : names(object)) {
        JsonNode value = object.get(name);
        // SQLite has rowids below 0.
        if (value.isIntegralNumber() && !name.equals("rowid")) {
          for (JsonNode wrong : List.of(JSON.readTree("\"1\""), JSON.readTree("-1"))) {
            object.set(name, wrong);
            assertThat(SCHEMA.validate(json)).as(name).isNotEmpty();
          }
          object.set(name, value);
        }
      }
    }
    ((ObjectNode) json).put("attempt", 1.5);
    assertThat(SCHEMA.validate(json)).hasSize(1);
  }

  @Test
  void outcomeAndExitCodeBelongTogether() throws Exception {
    ObjectNode json = (ObjectNode) JSON.readTree(Examples.network().toJson());
    json.put("exitCode", 3);
    assertThat(SCHEMA.validate(json)).isNotEmpty();
    json.put("outcome", "rejects");
    assertThat(SCHEMA.validate(json)).isEmpty();
  }

  @Test
  void dryRunSaysWouldLoadAndARunSaysLoaded() throws Exception {
    for (RunReport report : List.of(Examples.network(), Examples.plan())) {
      ObjectNode json = (ObjectNode) JSON.readTree(report.toJson());
      json.put("dryRun", !report.run().dryRun());
      assertThat(SCHEMA.validate(json)).isNotEmpty();
    }
  }

  private static List<String> names(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<ObjectNode> objects(JsonNode json) {
    List<ObjectNode> found = new ArrayList<>();
    if (json instanceof ObjectNode object) {
      found.add(object);
      names(object).stream()
          .filter(name -> !OPEN.contains(name))
          // Of a plan's basis they are digests by the names of targets.
          .filter(name -> !name.equals("targets") || object.get(name).isArray())
          .forEach(name -> found.addAll(objects(object.get(name))));
    } else if (json instanceof ArrayNode array) {
      array.forEach(element -> found.addAll(objects(element)));
    }
    return found;
  }
}
