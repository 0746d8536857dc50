package dev.prima.core.mapping;

/** Why no target can hold a row as it is. The names are part of the report. */
public enum RejectReason {
  TYPE_MISMATCH,
  TIME_RANGE,
  INVALID_UTF8,
  NUL_CHARACTER,
  INVALID_JSON,
  KEY_MISSING,
  NULL_NOT_ALLOWED,
  KEY_TOO_LONG,
  TOO_LARGE
}
