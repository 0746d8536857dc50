package dev.prima.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Prometheus' text form, read by its definition: {@code name{label="value",…} number}. */
public final class Samples {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Map<String, String> FATES =
      Map.of(
          "loaded", "loaded",
          "duplicates", "duplicate",
          "superseded", "superseded",
          "skipped", "skipped",
          "rejected", "rejected",
          "failed", "failed");

  private final Map<String, Double> values = new TreeMap<>();

  private Samples() {}

  static Samples parse(String text) {
    Samples samples = new Samples();
    assertThat(text).endsWith("\n");
    for (String line : text.split("\n")) {
      if (line.startsWith("#")) {
        assertThat(line).matches("# (HELP|TYPE) \\S+ .+");
        continue;
      }
      Matcher sample = SAMPLE.matcher(line);
      assertThat(sample.matches()).as(line).isTrue();
      String labels = sample.group(2) == null ? "" : "{" + sample.group(2) + "}";
      assertThat(samples.values.put(sample.group(1) + labels, Double.parseDouble(sample.group(3))))
          .as("only one %s", line)
          .isNull();
    }
    return samples;
  }

  double get(String sample) {
    assertThat(values).containsKey(sample);
    return values.get(sample);
  }

  Map<String, Double> all() {
    return values;
  }

  /** Holds {@code metrics.prom} of a run that has ended against its {@code report.json}. */
  public static void assertAsReported(Path run) {
    try {
      compare(run);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the text format writes the value of a label. */
  private static String label(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static void compare(Path run) throws IOException {
    JsonNode report = new ObjectMapper().readTree(run.resolve("report.json").toFile());
    Samples samples = parse(Files.readString(run.resolve("metrics.prom")));
    int expected = 0;
    for (JsonNode table : report.get("tables")) {
      String name = "table=\"" + label(table.get("table").asText()) + "\"";
      assertThat(samples.get("prima_rows_read{" + name + "}"))
          .isEqualTo(table.get("read").asLong());
      for (Map.Entry<String, String> fate : FATES.entrySet()) {
        boolean would = fate.getKey().equals("loaded") && report.get("dryRun").asBoolean();
        assertThat(
                samples.get(
                    "prima_rows{fate=\"%s\",%s}"
                        .formatted(would ? "would_load" : fate.getValue(), name)))
            .isEqualTo(table.get(would ? "wouldLoad" : fate.getKey()).asLong());
        expected++;
      }
      assertThat(samples.get("prima_rows_replaced{" + name + "}"))
          .isEqualTo(table.get("replaced").asLong());
      assertThat(samples.get("prima_rows_derived{" + name + "}"))
          .isEqualTo(table.get("derived").asLong());
      table
          .get("rejectReasons")
          .fields()
          .forEachRemaining(
              reason ->
                  assertThat(
                          samples.get(
                              "prima_rows_rejected_by_reason{reason=\"%s\",%s}"
                                  .formatted(reason.getKey(), name)))
                      .isEqualTo(reason.getValue().asLong()));
    }
    assertThat(samples.all().keySet())
        .filteredOn(s -> s.startsWith("prima_rows{"))
        .hasSize(expected);
    int retries = 0;
    for (JsonNode step : report.get("steps")) {
      String name = "{step=\"" + step.get("name").asText() + "\"}";
      assertThat(samples.get("prima_step_seconds" + name))
          .isEqualTo(step.get("seconds").asDouble());
      assertThat(samples.get("prima_step_rows" + name)).isEqualTo(step.get("rows").asLong());
      assertThat(samples.get("prima_step_rows_per_second" + name))
          .isEqualTo(step.get("rowsPerSecond").asDouble());
      for (JsonNode retried : step.path("retries")) {
        assertThat(
                samples.get(
                    "prima_step_retries_total{node=\"%s\",step=\"%s\",store=\"%s\"}"
                        .formatted(
                            retried.path("node").asText(""),
                            step.get("name").asText(),
                            retried.get("store").asText())))
            .isEqualTo(retried.get("times").asLong());
        retries++;
      }
    }
    assertThat(samples.all().keySet())
        .filteredOn(s -> s.startsWith("prima_step_retries"))
        .hasSize(retries);
    Instant started = Instant.parse(report.get("startedAt").asText());
    Instant finished = Instant.parse(report.get("finishedAt").asText());
    double took = Duration.between(started, finished).toMillis() / 1000.0;
    assertThat(samples.get("prima_run_seconds")).isEqualTo(took);
    assertThat(samples.get("prima_run_started_timestamp_seconds"))
        .isEqualTo(started.toEpochMilli() / 1000.0);
    assertThat(samples.get("prima_run_exit_code")).isEqualTo(report.get("exitCode").asInt());
    assertThat(samples.get("prima_run_attempts")).isEqualTo(report.get("attempt").asInt());
    assertThat(samples.get("prima_run_finished")).isEqualTo(1);
    assertThat(
            samples.get(
                "prima_run_info{command=\"%s\",outcome=\"%s\",run_id=\"%s\",version=\"%s\"}"
                    .formatted(
                        report.get("command").asText(),
                        report.get("outcome").asText(),
                        report.get("runId").asText(),
                        report.get("tool").get("version").asText())))
        .isEqualTo(1);
    boolean stands =
        report.get("command").asText().equals("migrate")
            && (report.get("exitCode").asInt() == 0 || report.get("exitCode").asInt() == 3);
    if (stands) {
      assertThat(samples.get("prima_source_lag_seconds")).isEqualTo(took);
    } else {
      assertThat(samples.all()).doesNotContainKey("prima_source_lag_seconds");
    }
  }
}
