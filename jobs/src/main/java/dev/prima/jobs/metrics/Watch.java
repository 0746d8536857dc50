package dev.prima.jobs.metrics;

import dev.prima.core.config.MetricsConfig;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.progress.StepProgress;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells a run's metrics, to whom the config says, until it is closed. Never fails the run. */
public final class Watch implements AutoCloseable {
  private final @Nullable MetricsEndpoint endpoint;
  private final @Nullable OtlpPush push;

  /** What the files of a run tell at one moment. */
  public interface Watched {
    /** Empty where there is none yet. */
    Optional<RunReport> report();

    /** How far the step is that is under way; empty where that is not known. */
    Optional<StepProgress> underWay();
  }

  private Watch(@Nullable MetricsEndpoint endpoint, @Nullable OtlpPush push) {
    this.endpoint = endpoint;
    this.push = push;
  }

  /**
   * @param warning takes what keeps it from telling
   */
  public static Watch start(MetricsConfig config, Watched run, Consumer<String> warning) {
    Supplier<Optional<String>> request =
        () -> run.report().map(r -> OtlpJson.of(r, step(r, run), Instant.now()));
    return new Watch(
        config.port().map(port -> endpoint(port, run, warning)).orElse(null),
        config.otlpUrl().map(url -> new OtlpPush(URI.create(url), request)).orElse(null));
  }

  private static @Nullable MetricsEndpoint endpoint(
      int port, Watched run, Consumer<String> warning) {
    try {
      return new MetricsEndpoint(
          port, () -> run.report().map(r -> PrometheusText.of(r, step(r, run))));
    } catch (IOException e) {
      // Whoever watches is told by the silence; the rows do not wait for that.
      warning.accept(
          "Metrics are not served: port "
              + port
              + " on loopback cannot be had ("
              + e.getMessage()
              + "); the run goes on. Name another by run.metrics.port");
      return null;
    }
  }

  private static @Nullable StepProgress step(RunReport report, Watched run) {
    return report.end().finishedAt() == null ? run.underWay().orElse(null) : null;
  }

  @Override
  public void close() {
    if (push != null) {
      push.close();
    }
    if (endpoint != null) {
      endpoint.close();
    }
  }
}
