package dev.prima.jobs.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code http://127.0.0.1:PORT/metrics}; any other path is unknown. The caller closes it. */
final class MetricsEndpoint implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsEndpoint.class);

  private final HttpServer server;
  private final ExecutorService thread;
  private final Supplier<Optional<String>> text;

  /**
   * @param text in Prometheus' form, made at each request; empty where there is nothing to tell yet
   * @throws IOException if the port is taken
   */
  MetricsEndpoint(int port, Supplier<Optional<String>> text) throws IOException {
    this.text = text;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, "metrics");
              made.setDaemon(true);
              return made;
            });
    server.setExecutor(thread);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals("/metrics")) {
        send(exchange, 404, "Only /metrics is here\n");
      } else if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, 405, "Only GET is answered\n");
      } else {
        tell(exchange);
      }
    }
  }

  private void tell(HttpExchange exchange) throws IOException {
    Optional<String> told;
    try {
      told = text.get();
    } catch (RuntimeException e) {
      LOG.warn("Metrics cannot be told: {}", e.getMessage());
      told = Optional.empty();
    }
    if (told.isPresent()) {
      exchange.getResponseHeaders().set("Content-Type", PrometheusText.MEDIA_TYPE);
      send(exchange, 200, told.get());
    } else {
      send(exchange, 503, "The run has no report yet\n");
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }
}
