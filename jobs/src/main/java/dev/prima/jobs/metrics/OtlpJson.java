package dev.prima.jobs.metrics;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.progress.StepProgress;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a run as an {@code ExportMetricsServiceRequest} of OTLP in JSON (OpenTelemetry
 * Protocol 1.x). Micrometer's own registry speaks it in Protobuf 4 only, which Spark's Protobuf 3
 * stands in the way of.
 */
final class OtlpJson {
  private static final long NANOS = 1_000_000;

  private OtlpJson() {}

  /**
   * @param underWay how far the step is that the report does not know yet; null for none
   * @param at the time of the points
   */
  static String of(RunReport report, @Nullable StepProgress underWay, Instant at) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try {
      RunMeters.register(registry, report, underWay);
      return Json.write(request(report, registry.getMeters(), at));
    } finally {
      registry.close();
    }
  }

  private static JsonValue request(RunReport report, List<Meter> meters, Instant at) {
    Map<String, List<Gauge>> byName = new TreeMap<>();
    for (Meter meter : meters) {
      if (meter instanceof Gauge gauge) {
        byName.computeIfAbsent(meter.getId().getName(), n -> new ArrayList<>()).add(gauge);
      }
    }
    JsonObject resource =
        JsonObject.builder()
            .put("attributes", array(List.of(attribute("service.name", "prima-migrate"))))
            .build();
    JsonObject scope =
        JsonObject.builder()
            .put("name", "dev.prima.jobs")
            .put("version", report.environment().toolVersion())
            .build();
    List<JsonObject> metrics =
        byName.entrySet().stream().map(e -> metric(e.getKey(), e.getValue(), at)).toList();
    return one(
        "resourceMetrics",
        JsonObject.builder()
            .put("resource", resource)
            .put(
                "scopeMetrics",
                array(
                    List.of(
                        JsonObject.builder()
                            .put("scope", scope)
                            .put("metrics", array(metrics))
                            .build())))
            .build());
  }

  private static JsonObject metric(String name, List<Gauge> gauges, Instant at) {
    return JsonObject.builder()
        .put("name", name)
        .put("description", String.valueOf(gauges.get(0).getId().getDescription()))
        .put(
            "gauge",
            JsonObject.builder()
                .put("dataPoints", array(gauges.stream().map(g -> point(g, at)).toList()))
                .build())
        .build();
  }

  private static JsonObject point(Gauge gauge, Instant at) {
    List<JsonObject> attributes =
        StreamSupport.stream(gauge.getId().getTagsAsIterable().spliterator(), false)
            .map((Tag tag) -> attribute(tag.getKey(), tag.getValue()))
            .toList();
    return JsonObject.builder()
        .put("attributes", array(attributes))
        // As text, for 64 bits: so it is in JSON of Protobuf.
        .put("timeUnixNano", Long.toString(at.toEpochMilli() * NANOS))
        .put("asDouble", gauge.value())
        .build();
  }

  private static JsonObject attribute(String key, String value) {
    return JsonObject.builder()
        .put("key", key)
        .put("value", JsonObject.builder().put("stringValue", value).build())
        .build();
  }

  private static JsonObject one(String name, JsonObject element) {
    return JsonObject.builder().put(name, array(List.of(element))).build();
  }

  private static JsonValue array(List<JsonObject> elements) {
    return new JsonArray(List.copyOf(elements));
  }
}
