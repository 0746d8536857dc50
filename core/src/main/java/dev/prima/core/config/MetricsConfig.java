package dev.prima.core.config;

import dev.prima.core.settings.Checked;
import dev.prima.core.settings.Findings;
import dev.prima.core.settings.Masking;
import dev.prima.core.settings.Setting;
import java.util.Optional;

/** To whom a run tells its metrics beside {@code metrics.prom} in its folder. */
public record MetricsConfig(
    @Setting(
            doc =
                "The port on loopback at which /metrics tells them in Prometheus' text form while a"
                    + " run goes on. Absent: they are not served.",
            min = "1",
            max = "65535",
            example = "9464")
        Optional<Integer> port,
    @Setting(
            doc =
                "Where they are pushed by OTLP over HTTP, in JSON, every ten seconds while a run"
                    + " goes on and at its end: the whole address, of an OpenTelemetry Collector"
                    + " for instance. Absent: they are not pushed.",
            pattern = "https?://[^\\s]+",
            expects = "an address such as http://127.0.0.1:4318/v1/metrics",
            example = "http://127.0.0.1:4318/v1/metrics")
        Optional<String> otlpUrl)
    implements Checked {

  @Override
  public void check(Findings findings) {
    if (otlpUrl.filter(Masking::holdsSecret).isPresent()) {
      findings.problem(
          "otlp-url", "holds credentials; name a collector on this machine that adds them");
    }
  }
}
