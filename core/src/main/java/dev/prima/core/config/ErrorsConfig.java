package dev.prima.core.config;

import dev.prima.core.settings.Setting;

/** How many rows may be rejected or refused. */
public record ErrorsConfig(
    @Setting(
            doc =
                "Rows that may be rejected before the run stops with exit 4: 0 for none, a number,"
                    + " or a percentage of the rows read.",
            byDefault = "0",
            example = "0.1%")
        ErrorBudget budget) {}
