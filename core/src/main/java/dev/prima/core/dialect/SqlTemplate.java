package dev.prima.core.dialect;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * SQL of PostgreSQL with places for columns, whose names there are known only where it is sent.
 *
 * @param texts one more than columns: what stands before, between and behind them
 * @param columns names in the target model
 */
public record SqlTemplate(List<String> texts, List<String> columns) implements Serializable {
  public SqlTemplate {
    texts = List.copyOf(texts);
    columns = List.copyOf(columns);
    if (texts.size() != columns.size() + 1) {
      throw new IllegalArgumentException("Texts and columns do not alternate");
    }
  }

  static SqlTemplate text(String text) {
    return new SqlTemplate(List.of(text), List.of());
  }

  /** A column and nothing else. */
  public static SqlTemplate column(String name) {
    return new SqlTemplate(List.of("", ""), List.of(name));
  }

  /** Texts and templates one after the other. */
  static SqlTemplate of(Object... parts) {
    List<String> texts = new ArrayList<>(List.of(""));
    List<String> columns = new ArrayList<>();
    for (Object part : parts) {
      SqlTemplate template = part instanceof SqlTemplate t ? t : text(part.toString());
      int last = texts.size() - 1;
      texts.set(last, texts.get(last) + template.texts.get(0));
      texts.addAll(template.texts.subList(1, template.texts.size()));
      columns.addAll(template.columns);
    }
    return new SqlTemplate(texts, columns);
  }

  /**
   * @param name gives the quoted name of a column
   */
  public String render(UnaryOperator<String> name) {
    StringBuilder sql = new StringBuilder(texts.get(0));
    for (int c = 0; c < columns.size(); c++) {
      sql.append(name.apply(columns.get(c))).append(texts.get(c + 1));
    }
    return sql.toString();
  }
}
