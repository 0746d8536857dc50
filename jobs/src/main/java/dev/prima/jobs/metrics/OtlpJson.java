package dev.prima.jobs.metrics;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue;
import dev.prima.core.json.JsonValue.JsonArray;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.progress.StepProgress;
import io.micrometer.core.instrument.Counter;
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
  private static final int CUMULATIVE = 2;

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
    Map<String, List<Meter>> byName = new TreeMap<>();
    for (Meter meter : meters) {
      byName.computeIfAbsent(meter.getId().getName(), n -> new ArrayList<>()).add(meter);
    }
    Times times = new Times(report.run().startedAt(), at);
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
        byName.entrySet().stream().map(e -> metric(e.getKey(), e.getValue(), times)).toList();
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

  /** A gauge, or of counters a sum since the start of the run. */
  private static JsonObject metric(String name, List<Meter> meters, Times times) {
    JsonObject.Builder points =
        JsonObject.builder()
            .put("dataPoints", array(meters.stream().map(m -> point(m, times)).toList()));
    boolean counted = meters.get(0) instanceof Counter;
    if (counted) {
      points.put("aggregationTemporality", CUMULATIVE).put("isMonotonic", true);
    }
    return JsonObject.builder()
        .put("name", name)
        .put("description", String.valueOf(meters.get(0).getId().getDescription()))
        .put(counted ? "sum" : "gauge", points.build())
        .build();
  }

  private static JsonObject point(Meter meter, Times times) {
    List<JsonObject> attributes =
        StreamSupport.stream(meter.getId().getTagsAsIterable().spliterator(), false)
            .map((Tag tag) -> attribute(tag.getKey(), tag.getValue()))
            .toList();
    JsonObject.Builder point = JsonObject.builder().put("attributes", array(attributes));
    if (meter instanceof Counter counter) {
      return point
          .put("startTimeUnixNano", nanos(times.start()))
          .put("timeUnixNano", nanos(times.now()))
          .put("asDouble", counter.count())
          .build();
    }
    return point
        .put("timeUnixNano", nanos(times.now()))
        .put("asDouble", ((Gauge) meter).value())
        .build();
  }

  /** As text, for 64 bits: so it is in JSON of Protobuf. */
  private static String nanos(Instant time) {
    return Long.toString(time.toEpochMilli() * NANOS);
  }

  private record Times(Instant start, Instant now) {}

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
