package dev.prima.jobs.run;

import org.jspecify.annotations.Nullable;

/** The version of this build, as its jar's manifest has it. */
public final class ToolVersion {
  private ToolVersion() {}

  public static String text() {
    @Nullable String version = ToolVersion.class.getPackage().getImplementationVersion();
    return version == null ? "not packaged" : version;
  }
}
