package dev.prima.jobs.extract;

import dev.prima.core.mapping.WeightExpression;
import dev.prima.core.schema.SourceTable;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What decides how rows of a table are staged, as text: the same in every JVM, and another one
 * where anything differs. Records say all of it, so it is made of what they hold, maps in the order
 * of their entries' texts, and of the expressions in them as they were written.
 */
final class Recipe {
  private final StringBuilder text = new StringBuilder();

  private Recipe() {}

  static byte[] of(PlannedTable table) {
    Recipe recipe = new Recipe();
    SourceTable source = table.sourceTable();
    recipe.add(table.stagedTarget());
    // What else is declared is none of the rows': a table's sequence changes with every row.
    recipe.add(new SourceTable(source.name(), source.columns(), source.hasRowid(), List.of()));
    recipe.add(table.claim());
    return recipe.text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void add(@Nullable Object value) {
    if (value instanceof Record fields) {
      add(fields);
    } else if (value instanceof List<?> list) {
      add('[', list, ']');
    } else if (value instanceof Map<?, ?> map) {
      add('(', map.entrySet().stream().map(Recipe::textOf).sorted().toList(), ')');
    } else if (value instanceof Enum<?> constant) {
      text.append(constant.name()).append(';');
    } else if (value instanceof String
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof WeightExpression
        || value == null) {
      String plain = String.valueOf(value);
      // With its length nothing that it holds is taken for what stands around it.
      text.append(value == null ? -1 : plain.length()).append(':').append(plain).append(';');
    } else {
      throw new IllegalArgumentException(value.getClass() + " cannot be told in a recipe");
    }
  }

  private void add(char open, Collection<?> values, char close) {
    text.append(open);
    values.forEach(this::add);
    text.append(close);
  }

  private void add(Record fields) {
    text.append(fields.getClass().getName()).append('<');
    try {
      for (RecordComponent component : fields.getClass().getRecordComponents()) {
        component.getAccessor().setAccessible(true);
        add(component.getAccessor().invoke(fields));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(fields.getClass() + " cannot be looked into", e);
    }
    text.append('>');
  }

  private static String textOf(Map.Entry<?, ?> entry) {
    Recipe recipe = new Recipe();
    recipe.add(entry.getKey());
    recipe.add(entry.getValue());
    return recipe.text.toString();
  }
}
