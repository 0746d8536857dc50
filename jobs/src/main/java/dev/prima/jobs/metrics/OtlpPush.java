package dev.prima.jobs.metrics;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes metrics every ten seconds, and once more when it is closed. What cannot be pushed is
 * logged: no run fails for those who watch it.
 */
final class OtlpPush implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OtlpPush.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long INTERVAL_SECONDS = 10;
  private static final int SUCCESS = 2;

  private final URI url;
  private final Supplier<Optional<String>> request;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "otlp");
            made.setDaemon(true);
            return made;
          });

  /**
   * @param request in JSON, made for each push; empty where there is nothing to tell yet
   */
  OtlpPush(URI url, Supplier<Optional<String>> request) {
    this.url = url;
    this.request = request;
    thread.scheduleWithFixedDelay(this::push, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
  }

  private void push() {
    try {
      Optional<String> body = request.get();
      if (body.isPresent()) {
        send(body.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      LOG.warn("Metrics were not pushed to {}: {}", url, e.toString());
    }
  }

  private void send(String body) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(url)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != SUCCESS) {
      LOG.warn("Metrics were not taken by {}: status {}", url, answer.statusCode());
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
    push();
  }
}
