package dev.prima.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Holds the reports that tests leave behind against {@code config/report.schema.json}. */
public final class ReportSchema {
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(VersionFlag.V202012)
          .getSchema(text(Path.of("../config/report.schema.json")));

  private ReportSchema() {}

  /** The report as it stands on the disk. */
  public static void assertValid(RunFolder run) {
    assertThat(SCHEMA.validate(text(run.reportJson()), InputFormat.JSON))
        .as("what is wrong with %s", run.reportJson())
        .isEmpty();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
