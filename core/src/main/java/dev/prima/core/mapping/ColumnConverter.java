package dev.prima.core.mapping;

import dev.prima.core.schema.RowPage;

/**
 * Takes the values of a source column into a target column: exactly, or by a conversion that is
 * counted by name, or refuses the row. NULL stays NULL. A row that is refused may keep any value;
 * it is not used.
 */
interface ColumnConverter {
  void convert(RowPage.Column in, int rows, MappedColumn out, Findings findings);

  /** The converter of a rule for a column of the given type. */
  static ColumnConverter of(String source, TargetColumn target, Conversion conversion) {
    if (conversion == Conversion.LEGACY_ID) {
      return new LegacyIdConverter(source);
    }
    return switch (target.type()) {
      case BIGINT -> new BigintConverter(source, target.name());
      case DOUBLE -> new DoubleConverter(source, target.name(), conversion);
      case BOOLEAN -> new BooleanConverter(source, target.name());
      case TIMESTAMPTZ -> new TimeConverter(source, target.name(), conversion);
      case TEXT -> new TextConverter(source, target.name(), conversion);
      case JSONB -> new JsonConverter(source, target.name());
      case BYTEA -> new ByteaConverter(source);
      case TAGGED -> new TaggedConverter(source);
      case UUID -> throw new IllegalArgumentException("A UUID is made, never converted");
    };
  }
}
