package dev.prima.core.dialect;

import dev.prima.core.dialect.TableExtras.Check;
import dev.prima.core.dialect.TableExtras.Default;
import dev.prima.core.dialect.TableExtras.Element;
import dev.prima.core.dialect.TableExtras.Identity;
import dev.prima.core.dialect.TableExtras.Index;
import dev.prima.core.dialect.TableExtras.Reference;
import dev.prima.core.landing.Landing;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceIndex;
import dev.prima.core.schema.SourceReference;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.TableDeclaration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Translates what a table declares beside its columns and its primary key; what has no equal is
 * named in a note.
 */
public final class SchemaTranslator {
  private static final int LONGEST_QUOTE = 120;

  /** Of columns of which no collation is known: it is taken for none that PostgreSQL has. */
  private static final String UNKNOWN = "?";

  private final SourceTable table;
  private final TableDeclaration declared;
  private final List<String> notes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private List<TypedColumn> columns = List.of();

  /**
   * @param extras what is translated
   * @param notes what is not, a sentence each
   */
  public record Translation(TableExtras extras, List<String> notes) {
    public Translation {
      notes = List.copyOf(notes);
    }
  }

  private SchemaTranslator(SourceTable table) {
    this.table = table;
    declared = table.declaration();
  }

  /**
   * @param landings how the values of each column stand, in the order of the table
   */
  public static Translation translate(SourceTable table, List<Landing> landings) {
    return new SchemaTranslator(table).translate(landings);
  }

  private Translation translate(List<Landing> landings) {
    Optional<CreateTable> known = ddl();
    CreateTable ddl = known.orElse(CreateTable.NONE);
    List<TypedColumn> typed = new ArrayList<>();
    for (int c = 0; c < table.columns().size(); c++) {
      SourceColumn column = table.columns().get(c);
      typed.add(
          new TypedColumn(
              column.name(),
              landings.get(c),
              Affinity.of(column.declaredType()),
              known.isEmpty()
                  ? UNKNOWN
                  : ddl.collations().getOrDefault(column.name().toLowerCase(Locale.ROOT), ""),
              false));
    }
    columns = List.copyOf(typed);
    notes.addAll(declared.drift());
    for (SourceColumn column : table.columns()) {
      if (column.generated()) {
        notes.add("column " + column.name() + " is computed in SQLite; here it holds the values");
      }
    }
    for (TypedColumn column : columns) {
      if (!column.binary() && known.isPresent()) {
        notes.add(
            "column "
                + column.name()
                + " compares by "
                + column.collation().toUpperCase(Locale.ROOT)
                + " in SQLite, byte by byte here");
      }
    }
    Identity identity = identity();
    TableExtras extras =
        new TableExtras(defaults(identity), identity, indexes(), checks(ddl), references(ddl));
    declared
        .triggers()
        .forEach(trigger -> notes.add("trigger " + trigger + " is not carried over"));
    return new Translation(extras, notes);
  }

  /** Empty where it cannot be read. */
  private Optional<CreateTable> ddl() {
    List<CreateTable> read = new ArrayList<>();
    for (String sql : declared.sqls()) {
      try {
        read.add(CreateTable.of(sql));
      } catch (Untranslated e) {
        notes.add("its checks and collations are not known: a CREATE TABLE of it " + e.why());
        return Optional.empty();
      }
    }
    if (read.isEmpty()) {
      return Optional.of(CreateTable.NONE);
    }
    CreateTable common = CreateTable.common(read);
    long lost =
        read.stream()
            .flatMap(t -> t.checks().stream())
            .map(CreateTable.Check::condition)
            .distinct()
            .filter(c -> common.checks().stream().noneMatch(k -> k.condition().equals(c)))
            .count();
    if (lost > 0) {
      notes.add(lost + " checks are not carried over: not all files have them");
    }
    return Optional.of(common);
  }

  private List<Default> defaults(@Nullable Identity identity) {
    List<Default> defaults = new ArrayList<>();
    for (TypedColumn column : columns) {
      String written = declared.defaults().get(column.name());
      if (written == null || written.strip().equalsIgnoreCase("NULL")) {
        continue;
      }
      if (identity != null && identity.column().equals(column.name())) {
        notes.add(
            "default of column "
                + column.name()
                + " is not carried over: SQLite numbers the rows and never takes it");
        continue;
      }
      try {
        defaults.add(new Default(column.name(), DefaultTranslator.translate(written, column)));
      } catch (Untranslated e) {
        left("default of column " + column.name(), written, e);
      }
    }
    return defaults;
  }

  private @Nullable Identity identity() {
    List<String> key = table.primaryKey();
    return declared.rowidAlias() && key.size() == 1
        ? new Identity(key.get(0), declared.sequence())
        : null;
  }

  private List<Index> indexes() {
    List<Index> indexes = new ArrayList<>();
    for (SourceIndex index : table.indexes()) {
      String what = (index.constraint() ? "unique constraint " : "index ") + index.name();
      try {
        Index translated = index(index);
        boolean again =
            indexes.stream()
                .anyMatch(i -> i.constraint() && i.elements().equals(translated.elements()));
        if (!(index.constraint() && again)) {
          indexes.add(translated);
        }
      } catch (Untranslated e) {
        left(what, index.sql(), e);
      }
    }
    return indexes;
  }

  private Index index(SourceIndex index) throws Untranslated {
    CreateIndex ddl = index.sql().isEmpty() ? null : CreateIndex.of(index.sql());
    List<Element> elements = new ArrayList<>();
    boolean plain = true;
    for (int p = 0; p < index.parts().size(); p++) {
      SourceIndex.Part part = index.parts().get(p);
      SqlTemplate expression = part.column().isEmpty() ? expression(ddl, p) : column(part);
      Element element = new Element(expression, part.descending());
      plain &= element.plain();
      elements.add(element);
    }
    SqlTemplate where = null;
    if (index.partial()) {
      if (ddl == null || ddl.where().isEmpty()) {
        throw new Untranslated("has a condition that is not known");
      }
      where = ExpressionTranslator.condition(ddl.where(), indexed());
    }
    String name =
        index.constraint()
            ? free(table.name() + "_" + String.join("_", index.columns()) + "_key")
            : free(index.name());
    return new Index(name, elements, index.unique(), index.constraint() && plain, where);
  }

  private SqlTemplate expression(@Nullable CreateIndex ddl, int element) throws Untranslated {
    if (ddl == null || element >= ddl.elements().size()) {
      throw new Untranslated("is of the rowid or an expression that is not known");
    }
    return ExpressionTranslator.value(ddl.expression(element), indexed());
  }

  private List<TypedColumn> indexed() {
    return columns.stream().map(TypedColumn::forIndex).toList();
  }

  /** A column by its collation in the index. */
  private SqlTemplate column(SourceIndex.Part part) throws Untranslated {
    SqlTemplate plain = SqlTemplate.column(part.column());
    boolean text = columns.stream().anyMatch(c -> c.name().equals(part.column()) && c.text());
    if (!text || part.collation().isEmpty() || part.collation().equalsIgnoreCase("BINARY")) {
      return plain;
    }
    boolean mixed =
        columns.stream()
            .anyMatch(c -> c.name().equals(part.column()) && c.landing().equals(Landing.MIXED));
    if (mixed || !part.collation().equalsIgnoreCase("NOCASE")) {
      throw new Untranslated("compares by " + part.collation());
    }
    // NOCASE folds the ASCII letters, as lower() does by the collation "C".
    return SqlTemplate.of("lower(", plain, " COLLATE \"C\")");
  }

  private List<Check> checks(CreateTable ddl) {
    List<Check> checks = new ArrayList<>();
    int number = 0;
    for (CreateTable.Check check : ddl.checks()) {
      number++;
      String name = check.name().isEmpty() ? table.name() + "_check" + number : check.name();
      try {
        checks.add(
            new Check(free(name), ExpressionTranslator.condition(check.condition(), columns)));
      } catch (Untranslated e) {
        left("check " + name, "", e);
      }
    }
    return checks;
  }

  private List<Reference> references(CreateTable ddl) {
    List<Reference> references = new ArrayList<>();
    List<SourceReference> written = declared.references();
    for (int r = 0; r < written.size(); r++) {
      SourceReference reference = written.get(r);
      boolean deferred = ddl.deferred().size() == written.size() && ddl.deferred().get(r);
      references.add(
          new Reference(
              free(table.name() + "_" + String.join("_", reference.columns()) + "_fkey"),
              reference.columns(),
              reference.parent(),
              reference.parentColumns(),
              action(" ON DELETE ", reference.onDelete())
                  + action(" ON UPDATE ", reference.onUpdate())
                  + (deferred ? " DEFERRABLE INITIALLY DEFERRED" : "")));
    }
    return references;
  }

  private static String action(String on, String action) {
    return switch (action.toUpperCase(Locale.ROOT)) {
      case "CASCADE" -> on + "CASCADE";
      case "SET NULL" -> on + "SET NULL";
      case "SET DEFAULT" -> on + "SET DEFAULT";
      case "RESTRICT" -> on + "RESTRICT";
      default -> "";
    };
  }

  private String free(String wanted) {
    String free = wanted;
    for (int i = 2; !names.add(free.toLowerCase(Locale.ROOT)); i++) {
      free = wanted + "_" + i;
    }
    return free;
  }

  private void left(String what, String sql, Untranslated why) {
    String quoted = sql.strip().replaceAll("\\s+", " ");
    String shortened =
        quoted.length() > LONGEST_QUOTE ? quoted.substring(0, LONGEST_QUOTE) + "..." : quoted;
    notes.add(
        what
            + " is not carried over"
            + (shortened.isEmpty() ? "" : " (" + shortened + ")")
            + ": it "
            + why.why());
  }
}
