package dev.prima.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.prima.core.config.MetricsConfig;
import dev.prima.core.error.ExitCode;
import dev.prima.core.report.Environment;
import dev.prima.core.report.Remarks;
import dev.prima.core.report.RunEnd;
import dev.prima.core.report.RunFacts;
import dev.prima.core.report.RunReport;
import dev.prima.core.report.StepReport;
import dev.prima.core.report.TableReport;
import dev.prima.core.run.Books;
import dev.prima.jobs.progress.StepProgress;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
  private static final Instant START = Instant.parse("2026-11-22T14:15:30.250Z");

  @TempDir Path temp;
  private volatile @Nullable RunReport told;
  private volatile @Nullable StepProgress underWay;
  private final List<String> warnings = new ArrayList<>();

  @Test
  void everyFinishedRunTellsWhatItsReportSays() throws Exception {
    for (ExitCode exit : ExitCode.values()) {
      for (String command : List.of("migrate", "plan")) {
        RunFolder run = new RunsFolder(temp).create(Clock.systemUTC(), new Random());
        run.write(report(run, command, exit));
        Samples.assertAsReported(run.path());
      }
    }
  }

  @Test
  void aRunUnderWayTellsWhatItsStepsCameToAndHowFarTheNextOneIs() throws Exception {
    RunFolder run = new RunsFolder(temp).create(Clock.systemUTC(), new Random());
    int port = freePort();
    try (Watch watch = watch(Optional.of(port), Optional.empty())) {
      assertThat(get(port, "/metrics").statusCode()).isEqualTo(503);
      told = unfinished(report(run, "migrate", ExitCode.INTERRUPTED));
      underWay = new StepProgress("resolve", 30, 120L, START, START.plusSeconds(2));
      HttpResponse<String> answer = get(port, "/metrics");
      assertThat(answer.headers().firstValue("Content-Type"))
          .contains("text/plain; version=0.0.4; charset=utf-8");
      Samples samples = Samples.parse(answer.body());
      assertThat(samples.get("prima_run_finished")).isZero();
      assertThat(samples.get("prima_rows_read{table=\"agents\"}")).isEqualTo(1200);
      assertThat(samples.get("prima_progress_rows{step=\"resolve\"}")).isEqualTo(30);
      assertThat(samples.get("prima_progress_total_rows{step=\"resolve\"}")).isEqualTo(120);
      assertThat(samples.all()).doesNotContainKey("prima_run_exit_code");
      assertThat(get(port, "/").statusCode()).isEqualTo(404);
    }
    assertThat(warnings).isEmpty();
    try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(again.isBound()).isTrue();
    }
  }

  @Test
  void aPortThatIsTakenIsSaidSoAndFailsNothing() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Watch watch = watch(Optional.of(taken.getLocalPort()), Optional.empty())) {
      assertThat(warnings)
          .singleElement()
          .asString()
          .contains("port " + taken.getLocalPort())
          .contains("run.metrics.port");
    }
  }

  @Test
  void theEndOfARunIsPushedAsOtlpWithTheValuesOfTheReport() throws Exception {
    RunFolder run = new RunsFolder(temp).create(Clock.systemUTC(), new Random());
    BlockingQueue<JsonNode> pushed = new LinkedBlockingQueue<>();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/metrics",
        exchange -> {
          assertThat(exchange.getRequestHeaders().getFirst("Content-Type"))
              .isEqualTo("application/json");
          pushed.add(new ObjectMapper().readTree(exchange.getRequestBody()));
          byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    collector.start();
    try {
      Watch watch =
          watch(
              Optional.empty(),
              Optional.of("http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/metrics"));
      told = report(run, "migrate", ExitCode.REJECTS);
      watch.close();
      JsonNode request = pushed.poll(10, TimeUnit.SECONDS);
      JsonNode resource = request.get("resourceMetrics").get(0);
      JsonNode attribute = resource.get("resource").get("attributes").get(0);
      assertThat(attribute.get("value").get("stringValue").asText()).isEqualTo("prima-migrate");
      JsonNode metrics = resource.get("scopeMetrics").get(0).get("metrics");
      assertThat(point(metrics, "prima.rows", "fate", "rejected").get("asDouble").asDouble())
          .isEqualTo(7);
      assertThat(point(metrics, "prima.step.rows", "step", "extract").get("asDouble").asDouble())
          .isEqualTo(1200);
      JsonNode retried = point(metrics, "prima.step.retries", "node", "east");
      assertThat(retried.get("asDouble").asDouble()).isEqualTo(3);
      assertThat(retried.get("startTimeUnixNano").asLong())
          .isEqualTo(START.toEpochMilli() * 1_000_000);
      long nanos = point(metrics, "prima.rows", "fate", "loaded").get("timeUnixNano").asLong();
      assertThat(Instant.ofEpochSecond(0, nanos))
          .isBetween(Instant.now().minusSeconds(60), Instant.now());
    } finally {
      collector.stop(0);
    }
  }

  @Test
  void aCollectorThatIsNotThereFailsNothing() throws Exception {
    RunFolder run = new RunsFolder(temp).create(Clock.systemUTC(), new Random());
    told = report(run, "migrate", ExitCode.OK);
    watch(Optional.empty(), Optional.of("http://127.0.0.1:" + freePort() + "/v1/metrics")).close();
    assertThat(warnings).isEmpty();
  }

  private static JsonNode point(JsonNode metrics, String name, String key, String value) {
    for (JsonNode metric : metrics) {
      JsonNode points = metric.has("sum") ? metric.get("sum") : metric.get("gauge");
      for (JsonNode point : points.get("dataPoints")) {
        for (JsonNode attribute : point.get("attributes")) {
          if (metric.get("name").asText().equals(name)
              && attribute.get("key").asText().equals(key)
              && attribute.get("value").get("stringValue").asText().equals(value)) {
            return point;
          }
        }
      }
    }
    throw new AssertionError(name + " with " + key + " " + value + " is not in " + metrics);
  }

  private Watch watch(Optional<Integer> port, Optional<String> url) {
    return Watch.start(
        new MetricsConfig(port, url),
        new Watch.Watched() {
          @Override
          public Optional<RunReport> report() {
            return Optional.ofNullable(told);
          }

          @Override
          public Optional<StepProgress> underWay() {
            return Optional.ofNullable(underWay);
          }
        },
        warnings::add);
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static RunReport unfinished(RunReport report) {
    return new RunReport(
        report.run(),
        new RunEnd(ExitCode.INTERRUPTED, null, null),
        report.environment(),
        report.sources(),
        report.tables(),
        report.findings(),
        report.steps(),
        report.remarks());
  }

  private static RunReport report(RunFolder run, String command, ExitCode exit) {
    return new RunReport(
        new RunFacts(run.id(), command, command.equals("plan"), 2, START),
        new RunEnd(exit, START.plus(Duration.ofMillis(61_531)), null),
        new Environment("1.0.0", null),
        List.of(),
        List.of(
            table(new Books("agents", 1200, 900, 200, 80, 5, 7, 8), 3, Map.of("NUL_CHARACTER", 7L)),
            table(new Books("legacy.y ä", 3, 3, 0, 0, 0, 0, 0), 0, Map.of())),
        RunReport.Findings.NONE,
        List.of(
            StepReport.of("extract", Duration.ofMillis(1234), 1200),
            StepReport.of("load-postgres", Duration.ofMillis(987), 900)
                .with(
                    List.of(
                        new StepReport.Retried("postgres", "east", 3),
                        new StepReport.Retried("postgres", "west", 1))),
            StepReport.of("load-cassandra", Duration.ofMillis(765), 900)
                .with(List.of(new StepReport.Retried("cassandra", null, 2))),
            StepReport.of("report", Duration.ZERO, 0)),
        Remarks.NONE);
  }

  private static TableReport table(Books books, long replaced, Map<String, Long> reasons) {
    return new TableReport(books, replaced, 11, reasons, Map.of(), List.of());
  }
}
