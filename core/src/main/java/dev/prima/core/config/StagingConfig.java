package dev.prima.core.config;

import dev.prima.core.settings.Checked;
import dev.prima.core.settings.Findings;
import dev.prima.core.settings.Masking;
import dev.prima.core.settings.Setting;
import java.util.Optional;

/** Where extracted rows wait between the steps. */
public record StagingConfig(
    @Setting(
            doc =
                "A folder that every Spark executor reaches, on any Hadoop filesystem (file:,"
                    + " hdfs:, s3a:); each run makes a folder of its own in it. Absent: the run's"
                    + " work folder, which is right for local[*].",
            pattern = "[a-zA-Z][a-zA-Z0-9+.-]*:/[^\\s]*",
            expects = "a URI with its scheme, such as hdfs://namenode/staging",
            example = "s3a://bucket/prima-staging")
        Optional<String> uri)
    implements Checked {

  @Override
  public void check(Findings findings) {
    if (uri.filter(Masking::holdsSecret).isPresent()) {
      findings.problem(
          "uri", "holds credentials; give them under spark.conf as env:NAME or file:PATH");
    }
  }
}
