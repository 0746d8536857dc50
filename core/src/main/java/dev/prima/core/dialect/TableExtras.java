package dev.prima.core.dialect;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a table has in PostgreSQL beside columns and primary key, where the source's schema says it.
 * Columns bear their names in the target model.
 *
 * @param identity null where the server numbers no rows
 */
public record TableExtras(
    List<Default> defaults,
    @Nullable Identity identity,
    List<Index> indexes,
    List<Check> checks,
    List<Reference> references)
    implements Serializable {
  public static final TableExtras NONE =
      new TableExtras(List.of(), null, List.of(), List.of(), List.of());

  public TableExtras {
    defaults = List.copyOf(defaults);
    indexes = List.copyOf(indexes);
    checks = List.copyOf(checks);
    references = List.copyOf(references);
  }

  /**
   * @param expression of PostgreSQL, without columns
   */
  public record Default(String column, String expression) implements Serializable {}

  /**
   * A column that numbers rows by itself.
   *
   * @param used the highest number that was ever given, as far as SQLite keeps it; 0 for none
   */
  public record Identity(String column, long used) implements Serializable {}

  /**
   * @param name wanted; another index of the schema may have it
   * @param constraint whether it is a UNIQUE constraint, of plain columns; its nulls are distinct
   * @param where null where it is of all rows
   */
  public record Index(
      String name,
      List<Element> elements,
      boolean unique,
      boolean constraint,
      @Nullable SqlTemplate where)
      implements Serializable {
    public Index {
      elements = List.copyOf(elements);
    }

    /** Whether it lets foreign keys refer to exactly these columns. */
    public boolean identifies(List<String> columns) {
      return unique
          && where == null
          && elements.size() == columns.size()
          && elements.stream().allMatch(e -> e.plain() && columns.contains(column(e)));
    }

    private static String column(Element element) {
      return element.expression().columns().get(0);
    }
  }

  /** A column or an expression in an index. */
  public record Element(SqlTemplate expression, boolean descending) implements Serializable {
    /** Whether it is a column and nothing else. */
    public boolean plain() {
      return expression.texts().equals(List.of("", ""));
    }
  }

  public record Check(String name, SqlTemplate condition) implements Serializable {}

  /**
   * A foreign key.
   *
   * @param parent as the source names it
   * @param parentColumns empty where it refers to the primary key
   * @param actions behind it: what happens on DELETE and UPDATE, and when it is checked
   */
  public record Reference(
      String name, List<String> columns, String parent, List<String> parentColumns, String actions)
      implements Serializable {
    public Reference {
      columns = List.copyOf(columns);
      parentColumns = List.copyOf(parentColumns);
    }
  }
}
