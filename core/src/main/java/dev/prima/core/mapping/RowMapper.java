package dev.prima.core.mapping;

import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.schema.MadeKeys;
import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.StorageClass;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Maps pages of one source table by one claim: converts columns, refuses rows that no target can
 * hold, and computes identity, rank and content hash of the rest.
 *
 * <p>A pure function of the page. Not thread-safe (digests); make one per thread.
 */
public final class RowMapper {
  /** The longest key that a B-tree of PostgreSQL takes, with room for a second column. */
  static final int LONGEST_KEY = 2_600;

  /** The largest value that goes to Cassandra. */
  static final int LARGEST_GLOBAL_VALUE = 8 << 20;

  /**
   * Cassandra takes no message over half a commit log segment (16 MB where nobody changed that) or,
   * from one client, a fortieth of its heap; 512 MB are the least that it runs with.
   */
  static final int LARGEST_GLOBAL_ROW = 12 << 20;

  private final SourceTable source;
  private final TargetTable target;
  private final List<Filling> fillings = new ArrayList<>();
  private final List<Integer> extras = new ArrayList<>();
  private final boolean[] key;
  private final boolean[] text;

  /** Columns that may not be NULL. */
  private final int[] needed;

  private final int[] keyBytes;
  private final int[] globalBytes;

  /** Bytes of a column's values that say their class and go into no store. */
  private final int[] tagBytes;

  private final IdentityHash identity;
  private final CanonicalEncoder content;
  private final Ranking ranking;
  private final TextRule extraText;

  /** One target column and where its values come from. */
  private record Filling(int from, int to, TextRule text, ColumnConverter converter) {}

  public RowMapper(TableClaim claim, TargetTable target, SourceTable source) {
    this.source = source;
    this.target = target;
    extraText = claim.text();
    Set<String> read = new LinkedHashSet<>();
    List<String> names = source.columnNames();
    for (ColumnRule rule : claim.rules()) {
      int from = names.indexOf(rule.source());
      read.add(rule.source());
      if (from >= 0 && !rule.ignored()) {
        int to = target.ordinal(rule.target());
        TargetColumn column = target.columns().get(to);
        fillings.add(
            new Filling(
                from,
                to,
                column.type().keepsText() ? rule.text(claim.text()) : TextRule.REJECT,
                ColumnConverter.of(rule.source(), column, rule.conversion())));
      }
    }
    for (int c = 0; c < names.size(); c++) {
      if (!read.contains(names.get(c))) {
        extras.add(c);
      }
    }
    key = new boolean[target.columns().size()];
    if (!claim.identity().byContent()) {
      for (int ordinal : target.ordinals(claim.identity().columns())) {
        key[ordinal] = true;
      }
    }
    text = new boolean[key.length];
    tagBytes = new int[key.length];
    for (int c = 0; c < key.length; c++) {
      ColumnType type = target.columns().get(c).type();
      text[c] = type == ColumnType.TEXT;
      tagBytes[c] = type == ColumnType.TAGGED ? 1 : 0;
    }
    needed = IntStream.range(0, key.length).filter(c -> key[c] || wanted(c)).toArray();
    keyBytes = bytes(target).filter(c -> key[c]).toArray();
    globalBytes = target.stores().global().isPresent() ? bytes(target).toArray() : new int[0];
    identity = new IdentityHash(target, claim.identity());
    content = new CanonicalEncoder(target, target.contentOrdinals());
    ranking = new Ranking(target);
  }

  /** Ordinals of columns whose values have a length. */
  private static IntStream bytes(TargetTable target) {
    return IntStream.range(0, target.columns().size())
        .filter(c -> target.columns().get(c).type().isBytes());
  }

  /** Whether a row must have a value there that it does not get later. */
  private boolean wanted(int column) {
    TargetColumn of = target.columns().get(column);
    boolean filledLater = target.key().made() && target.key().columns().contains(of.name());
    return of.notNull() && !filledLater;
  }

  public TargetTable target() {
    return target;
  }

  public SourceTable source() {
    return source;
  }

  public MappedPage map(RowPage page) {
    int rows = page.rows();
    Findings findings = new Findings(rows);
    MappedColumn[] columns = new MappedColumn[target.columns().size()];
    for (Filling filling : fillings) {
      TargetColumn column = target.columns().get(filling.to());
      RowPage.Column in =
          filling.text().applied(in(page, filling.from(), findings), rows, column.name(), findings);
      boolean tagged = column.type() == ColumnType.TAGGED;
      columns[filling.to()] = new MappedColumn(rows, tagged ? new byte[0] : in.heap());
      filling.converter().convert(in, rows, columns[filling.to()], findings);
    }
    for (int c = 0; c < columns.length; c++) {
      if (columns[c] == null) {
        columns[c] = new MappedColumn(rows, new byte[0]);
      }
    }
    if (!extras.isEmpty() && target.has(ExtraColumns.COLUMN)) {
      ExtraColumns.fill(
          new ExtraColumns.Told(source, extras, extraText),
          page,
          columns[target.ordinal(ExtraColumns.COLUMN)],
          findings);
    }
    MappedPage mapped = new MappedPage(page, columns, findings);
    long outOfRange = 0;
    for (int r = 0; r < rows; r++) {
      mapped.at(r);
      if (findings.reason(r) == null) {
        checkLimits(mapped, r, findings);
      }
      if (findings.reason(r) == null) {
        mapped.technical(
            identity.of(mapped),
            content.hash128(mapped),
            ranking.love(mapped),
            ranking.benefit(mapped),
            ranking.time(mapped));
        outOfRange += ranking.loveOutOfRange(mapped) ? 1 : 0;
      }
    }
    if (outOfRange > 0) {
      findings.warned(target.precedence().love() + ": outside 0..100", outOfRange);
    }
    return mapped;
  }

  /** The values of a source column, made ones in their places. */
  private RowPage.Column in(RowPage page, int column, Findings findings) {
    List<MadeKeys.Replaced> values = source.made().values();
    for (int v = 0; v < values.size(); v++) {
      MadeKeys.Replaced value = values.get(v);
      if (source.columns().get(column).name().equals(value.column())) {
        RowPage.Column made = page.column(source.columns().size() + v);
        RowPage.Column merged = new RowPage.Column();
        long replaced = 0;
        for (int r = 0; r < page.rows(); r++) {
          boolean stays = made.storageClass(r) == StorageClass.NULL;
          merged.append(stays ? page.column(column) : made, r);
          replaced += stays ? 0 : 1;
        }
        findings.converted(
            value.column() + (value.own() ? ": key by content" : ": reference rewritten"),
            replaced);
        return merged;
      }
    }
    return page.column(column);
  }

  private void checkLimits(MappedPage row, int r, Findings findings) {
    for (int c : needed) {
      boolean absent = row.isNull(c);
      if (key[c] && (absent || text[c] && row.length(c) == 0)) {
        findings.reject(r, sourceOf(c), RejectReason.KEY_MISSING);
      } else if (absent) {
        findings.reject(r, sourceOf(c), RejectReason.NULL_NOT_ALLOWED);
      }
    }
    checkSize(row, r, keyBytes, LONGEST_KEY, LONGEST_KEY, RejectReason.KEY_TOO_LONG, findings);
    checkSize(
        row,
        r,
        globalBytes,
        LARGEST_GLOBAL_VALUE,
        LARGEST_GLOBAL_ROW,
        RejectReason.TOO_LARGE,
        findings);
  }

  /** Refuses a row for its largest value where that, or all of them together, are too much. */
  private void checkSize(
      MappedPage row,
      int r,
      int[] columns,
      long most,
      long mostTogether,
      RejectReason reason,
      Findings findings) {
    int largest = -1;
    int longest = -1;
    long together = 0;
    for (int c : columns) {
      int length = row.isNull(c) ? 0 : row.length(c) - tagBytes[c];
      together += length;
      if (length > longest) {
        longest = length;
        largest = c;
      }
    }
    if (longest > most || together > mostTogether) {
      findings.reject(r, sourceOf(largest), reason);
    }
  }

  private String sourceOf(int targetColumn) {
    for (Filling filling : fillings) {
      if (filling.to() == targetColumn) {
        SourceColumn column = source.columns().get(filling.from());
        return column.name();
      }
    }
    return target.columns().get(targetColumn).name();
  }
}
