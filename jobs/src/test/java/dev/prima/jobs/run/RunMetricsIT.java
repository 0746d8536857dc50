package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.jobs.cli.Main;
import dev.prima.jobs.embedded.EmbeddedStores;
import dev.prima.jobs.generate.SampleData;
import dev.prima.jobs.metrics.Samples;
import dev.prima.jobs.report.RunsFolder;
import dev.prima.jobs.report.StatusCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs that need no servers, watched from outside: by HTTP, and by {@code status}. */
class RunMetricsIT {
  @TempDir Path temp;
  private String sources;

  @BeforeEach
  void makeTheSample() {
    Path made = temp.resolve("data");
    SampleData.make(EmbeddedStores.projectHome().resolve("sample-data/network"), made);
    sources = made + "/*.db";
  }

  @Test
  void aRunIsScrapedWhileItGoesOnAndItsFileSaysWhatItsReportSays() throws Exception {
    int port = freePort();
    CompletableFuture<Integer> run =
        CompletableFuture.supplyAsync(
            () ->
                execute(
                    "plan",
                    "--embedded",
                    "--offline",
                    "--source",
                    sources,
                    "--set",
                    "run.metrics.port=" + port));
    List<String> scraped = new ArrayList<>();
    List<String> statuses = new ArrayList<>();
    HttpClient client = HttpClient.newHttpClient();
    while (!run.isDone()) {
      try {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
          scraped.add(answer.body());
        }
      } catch (ConnectException e) {
        // It has not begun yet, or has ended.
      }
      statuses.add(status());
      Thread.sleep(300);
    }
    assertThat(run.get()).isZero();
    Path folder = new RunsFolder(temp.resolve("runs")).latest().orElseThrow().path();
    Samples.assertAsReported(folder);
    assertThat(scraped)
        .as("steps that were done, with the rows that they read")
        .anySatisfy(
            text ->
                assertThat(text)
                    .contains("prima_run_finished 0.0")
                    .contains("prima_step_rows{step=\"extract\"} 2613.0")
                    .contains("prima_rows_read{table=\"agents\"}"));
    assertThat(scraped)
        .as("a step that is under way")
        .anySatisfy(text -> assertThat(text).contains("prima_progress_rows{step="));
    assertThat(statuses)
        .anySatisfy(
            json ->
                assertThat(json)
                    .contains("\"running\": true")
                    .contains("\"name\": \"extract\"")
                    .contains("\"rows\": 2613"));
    assertThat(status()).contains("\"running\": false").contains("\"progress\": null");
  }

  @Test
  void aRunThatFailsTellsItsMetricsToo() throws IOException {
    Path config = temp.resolve("config.yml");
    Files.writeString(
        config,
        """
        regions:
          nodes:
            - name: home
              serves: [sacred_north, sacred_south, sacred_east, sacred_west,
                       sacred_center, sacred_above, sacred_below, genesis]
              jdbc-url: jdbc:postgresql://127.0.0.1:%d/prima
              user: prima
              tls: {mode: disable}
        global:
          contact-points: ['127.0.0.1:%d']
          local-datacenter: datacenter1
          replication: {class: SimpleStrategy, replication-factor: 1}
        """
            .formatted(freePort(), freePort()));
    assertThat(execute("migrate", "--config", config.toString(), "--source", sources)).isEqualTo(5);
    Path folder = new RunsFolder(temp.resolve("runs")).latest().orElseThrow().path();
    Samples.assertAsReported(folder);
    assertThat(folder.resolve("metrics.prom")).content().contains("prima_run_exit_code 5.0");
  }

  private int execute(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--runs", temp.resolve("runs").toString()));
    return Main.commandLine().execute(all.toArray(String[]::new));
  }

  private String status() {
    StringWriter out = new StringWriter();
    new CommandLine(new StatusCommand())
        .setOut(new PrintWriter(out))
        .execute("--json", "--runs", temp.resolve("runs").toString());
    return out.toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
