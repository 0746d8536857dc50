package dev.prima.jobs.metrics;

import dev.prima.core.report.RunReport;
import dev.prima.jobs.progress.StepProgress;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;

/** The metrics of a run in Prometheus' text form, sorted. */
public final class PrometheusText {
  /** Its media type. */
  static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private PrometheusText() {}

  public static String of(RunReport report) {
    return of(report, null);
  }

  /**
   * @param underWay how far the step is that the report does not know yet; null for none
   */
  static String of(RunReport report, @Nullable StepProgress underWay) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try {
      RunMeters.register(registry, report, underWay);
      return registry.scrape();
    } finally {
      registry.close();
    }
  }
}
