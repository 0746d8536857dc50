package dev.prima.jobs.resolve;

import dev.prima.core.mapping.CanonicalEncoder;
import dev.prima.core.mapping.ColumnType;
import dev.prima.core.mapping.EdgeWeight;
import dev.prima.core.mapping.Edges;
import dev.prima.core.mapping.EntityColumns;
import dev.prima.core.mapping.GlobalShape;
import dev.prima.core.mapping.GlobalShape.GlobalColumn;
import dev.prima.core.mapping.GlobalShape.Origin;
import dev.prima.core.mapping.Identity;
import dev.prima.core.mapping.IdentityHash;
import dev.prima.core.mapping.MappedPage;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.Ranking;
import dev.prima.core.mapping.RowValues;
import dev.prima.core.mapping.TargetTable;
import dev.prima.core.reconcile.Leniency;
import dev.prima.jobs.staging.CopyColumns;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reduces rows of one table to {@link Copies}, wherever they were read. Not thread-safe (digests);
 * one per task.
 */
public final class CopyShape {
  private final TargetTable table;
  private final int number;
  private final IdentityHash targetIdentity;
  private final CanonicalEncoder content;
  private final CanonicalEncoder compared;
  private final @Nullable CanonicalEncoder global;
  private final MilliTimes stored;
  private final Ranking ranking;
  private final int end1;
  private final int end2;
  private final int legacyId;
  private final int made;
  private final int status;
  private final int coherence;
  private final int secondary;
  private final int legacyRegion;
  private final int strength;
  private final int interactions;
  private final int trust;
  private final int compatibility;
  private final @Nullable EdgeWeight weight;

  public CopyShape(TargetTable table) {
    this(table, 0);
  }

  /**
   * @param number of the table, where copies of several are resolved together
   */
  public CopyShape(TargetTable table, int number) {
    this(table, number, Leniency.NONE);
  }

  /**
   * @param leniency leaves columns out of what is hashed of rows to be compared; derived rows are
   *     not compared with a source, and keep theirs
   */
  public CopyShape(TargetTable table, int number, Leniency leniency) {
    this.table = table;
    this.number = number;
    content = new CanonicalEncoder(table, table.contentOrdinals());
    compared = new CanonicalEncoder(table, leniency.compared(table, table.contentOrdinals()));
    ranking = new Ranking(table);
    global = table.stores().global().map(g -> globalEncoder(table, g, leniency)).orElse(null);
    stored = new MilliTimes(table);
    List<String> names = table.columns().stream().map(c -> c.name()).toList();
    List<String> key = table.key().columns();
    boolean madeKey = table.key().made();
    made = madeKey ? table.ordinal(key.get(0)) : -1;
    legacyId = madeKey ? names.indexOf("legacy_id") : -1;
    targetIdentity =
        new IdentityHash(
            table,
            key.isEmpty()
                ? new Identity.Content(names)
                : new Identity.Key(key, table.key().unordered()));
    List<String> ends = CopyColumns.ends(table);
    end1 = ends.isEmpty() ? -1 : table.ordinal(ends.get(0));
    end2 = ends.size() < 2 ? -1 : table.ordinal(ends.get(1));
    EntityColumns facts =
        table.placement() instanceof Placement.Distribute entity
            ? entity.facts()
            : EntityColumns.NONE;
    status = ordinal(facts.status());
    coherence = ordinal(facts.coherence());
    secondary = ordinal(facts.secondary());
    legacyRegion = ordinal(facts.region());
    Edges.Resonance resonance = table.edges(Edges.Resonance.class);
    strength = ordinal(resonance == null ? null : resonance.strength());
    interactions = ordinal(resonance == null ? null : resonance.interactions());
    trust = ordinal(resonance == null ? null : resonance.trust());
    compatibility = ordinal(resonance == null ? null : resonance.compatibility());
    Edges.Weighted weighted = table.edges(Edges.Weighted.class);
    weight = weighted == null ? null : new EdgeWeight(table, weighted);
  }

  private int ordinal(@Nullable String column) {
    return column == null ? -1 : table.ordinal(column);
  }

  /** A row of a source that was just mapped. */
  public Row ofSource(MappedPage page, int source, long part, int row) {
    return copy(
        part,
        row,
        source,
        new Known(number, page.identity(), text(page, end1), text(page, end2)),
        page.contentHash(),
        new Rank(page.love(), page.benefit(), page.time()),
        page,
        Place.NONE,
        false);
  }

  /**
   * What identifies a row of a target and ties it to agents: found with less work than its copy.
   */
  public record Known(int table, byte[] identity, @Nullable String end1, @Nullable String end2) {}

  /**
   * @param file of its source, where rows of the table are told apart by it
   */
  Known known(RowValues row, @Nullable String file) {
    byte[] identity = made >= 0 ? row.bytes(made) : targetIdentity.of(row);
    return new Known(
        number,
        table.separate() ? IdentityHash.within(identity, String.valueOf(file)) : identity,
        text(row, end1),
        text(row, end2));
  }

  /** A row that stands in a target. */
  public Row ofTarget(RowValues row, Place place) {
    return ofTarget(row, place, known(row, place.file()));
  }

  /**
   * The same of a row that is known already.
   *
   * @param known what {@link #known} told of it
   */
  Row ofTarget(RowValues row, Place place, Known known) {
    boolean derived = DerivedConnections.isDerived(table, row);
    Rank rank =
        derived
            ? Rank.LOWEST
            : new Rank(ranking.love(row), ranking.benefit(row), ranking.time(row));
    byte[] hash = derived ? content.hash128(row) : compared.hash128(row);
    return copy(-1, 0, Copies.TARGET, known, hash, rank, row, place, derived);
  }

  /** What is compared of a row of a source, which ranks by all that its copy holds. */
  public byte[] comparedHash(RowValues row) {
    return compared.hash128(row);
  }

  /**
   * Where a row of a target stands, and which source it came from.
   *
   * @param file path of the source, where rows of the table are told apart by it
   */
  public record Place(
      @Nullable String region,
      @Nullable Integer shard,
      @Nullable Integer sourceId,
      @Nullable String file) {
    public static final Place NONE = new Place(null, null, null);

    /** Of a row of a table whose rows are one across all files. */
    public Place(@Nullable String region, @Nullable Integer shard, @Nullable Integer sourceId) {
      this(region, shard, sourceId, null);
    }
  }

  private record Rank(double love, double benefit, long time) {
    static final Rank LOWEST =
        new Rank(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Long.MIN_VALUE);
  }

  private Row copy(
      long part,
      int ordinal,
      int source,
      Known known,
      byte[] hash,
      Rank rank,
      RowValues row,
      Place place,
      boolean derived) {
    boolean fromTarget = source == Copies.TARGET;
    return RowFactory.create(
        part,
        ordinal,
        source,
        known.identity(),
        hash,
        rank.love(),
        rank.benefit(),
        rank.time(),
        text(row, legacyId),
        known.end1(),
        known.end2(),
        global == null ? null : global.hash128(stored.at(row)),
        place.region(),
        place.shard(),
        place.sourceId(),
        activeCoherence(row),
        derived,
        number,
        fromTarget ? (weight == null ? real(row, strength) : weight.of(row)) : null,
        fromTarget && interactions >= 0 && !row.isNull(interactions)
            ? row.word(interactions)
            : null,
        fromTarget ? real(row, trust) : null,
        fromTarget ? real(row, compatibility) : null,
        fromTarget ? text(row, secondary) : null,
        fromTarget ? text(row, legacyRegion) : null);
  }

  private @Nullable Double activeCoherence(RowValues row) {
    return coherence >= 0
            && EntityColumns.ACTIVE.equals(text(row, status))
            && !row.isNull(coherence)
        ? row.real(coherence)
        : null;
  }

  private static @Nullable Double real(RowValues row, int column) {
    return column < 0 || row.isNull(column) ? null : row.real(column);
  }

  private static @Nullable String text(RowValues row, int column) {
    return column < 0 || row.isNull(column)
        ? null
        : new String(
            row.array(column), row.offset(column), row.length(column), StandardCharsets.UTF_8);
  }

  /**
   * Hashes what a global row takes from columns as they are, to be given {@link MilliTimes}; ends,
   * places and made ids are added by who compares.
   */
  public static CanonicalEncoder globalEncoder(
      TargetTable table, GlobalShape shape, Leniency leniency) {
    int[] ordinals =
        shape.columns().stream()
            .map(GlobalColumn::origin)
            .flatMap(o -> column(o).stream())
            .map(table::ordinal)
            .filter(o -> table.columns().get(o).type() != ColumnType.UUID)
            .mapToInt(Integer::intValue)
            .toArray();
    return new CanonicalEncoder(table, leniency.compared(table, ordinals));
  }

  private static Optional<String> column(Origin origin) {
    if (origin instanceof Origin.Column column) {
      return Optional.of(column.name());
    }
    return origin instanceof Origin.KeyTime time ? Optional.of(time.column()) : Optional.empty();
  }
}
