package dev.prima.core.config;

import dev.prima.core.settings.Setting;

/** Where runs leave their files. */
public record RunConfig(
    @Setting(
            doc =
                "The folder of all runs, relative to the working folder; each run has a folder of"
                    + " its own in it. --runs takes its place.",
            byDefault = "runs",
            pattern = "(?s).*\\S.*",
            expects = "a folder")
        String dir,
    @Setting(doc = "To whom runs tell their metrics.") MetricsConfig metrics) {}
