package dev.prima.jobs.staging;

import java.io.Serializable;

/**
 * A part whose files are written, under names of their own beside those that they will have, and
 * which is no part of staging yet. Whoever prepares a part twice, or dies over it, leaves nothing
 * that a reader could meet: {@link StagedPartWriter#publish} is the only way into staging.
 *
 * @param attempt tells its files from those of others that prepare the same part
 * @param host where it was prepared, for messages
 */
public record PreparedPart(PartManifest manifest, String attempt, String host)
    implements Serializable {}
