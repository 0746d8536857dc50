package dev.prima.jobs.resolve;

import dev.prima.jobs.staging.PartManifest;
import dev.prima.jobs.staging.PartManifest.Copied;
import dev.prima.jobs.staging.PartShare;
import dev.prima.jobs.staging.StagingLayout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Parts of two states of one table that hold the same stretch of the same file's rows: most of them
 * are the same there, in the same order.
 *
 * @param table its number
 * @param now paths of parts in the order of their rows, and
 * @param then the same of the earlier state; either may be empty
 * @param rows of both
 */
public record PartPair(int table, List<String> now, List<String> then, long rows)
    implements Serializable {
  /** Where stretches have no beginning in common for so long, parts are looked at one by one. */
  private static final int MOST_PARTS = 64;

  public PartPair {
    now = List.copyOf(now);
    then = List.copyOf(then);
  }

  /**
   * What one of them has of the table.
   *
   * @param parts manifests, those without staged rows among them
   */
  public record State(StagingLayout staging, List<PartManifest> parts) {}

  /** A part with its place in the table's rows. */
  private record Placed(PartManifest manifest, String path, String chain) {
    static Placed of(PartManifest manifest, StagingLayout staging) {
      // One that holds rows of several small tables stands where the first of them does.
      PartShare share = manifest.shares().get(0);
      return new Placed(
          manifest, staging.part(manifest).path(), share.file() + '\0' + share.sourceTable());
    }

    long first() {
      return manifest.shares().get(0).firstRowid();
    }

    long rows() {
      return manifest.staged();
    }
  }

  /**
   * Pairs the parts of a table: each is in one pair, but those of which one is a copy of the other.
   *
   * @param number of the table
   */
  public static List<PartPair> of(int number, State now, State then) {
    return of(number, now, then, MOST_PARTS);
  }

  static List<PartPair> of(int number, State now, State then, int mostParts) {
    Set<Long> copied =
        now.parts().stream()
            .flatMap(part -> part.copyOf(then.staging()).stream())
            .map(Copied::part)
            .collect(Collectors.toSet());
    Map<String, List<Placed>> mine = chains(now, part -> part.copyOf(then.staging()).isEmpty());
    Map<String, List<Placed>> theirs = chains(then, part -> !copied.contains(part.part()));
    NavigableSet<String> all = new TreeSet<>(mine.keySet());
    all.addAll(theirs.keySet());
    List<PartPair> pairs = new ArrayList<>();
    for (String chain : all) {
      pair(
          number,
          mine.getOrDefault(chain, List.of()),
          theirs.getOrDefault(chain, List.of()),
          mostParts,
          pairs);
    }
    return pairs;
  }

  private static Map<String, List<Placed>> chains(State state, Predicate<PartManifest> differs) {
    return state.parts().stream()
        .filter(m -> m.staged() > 0)
        .filter(differs)
        .map(m -> Placed.of(m, state.staging()))
        .sorted(Comparator.comparingLong(Placed::first))
        .collect(Collectors.groupingBy(Placed::chain, TreeMap::new, Collectors.toList()));
  }

  /** A stretch goes from one beginning that both states have to the next. */
  private static void pair(
      int number, List<Placed> now, List<Placed> then, int mostParts, List<PartPair> pairs) {
    NavigableSet<Long> beginnings = firsts(now);
    beginnings.retainAll(firsts(then));
    Map<Long, List<Placed>> mine = stretches(now, beginnings);
    Map<Long, List<Placed>> theirs = stretches(then, beginnings);
    NavigableSet<Long> all = new TreeSet<>(mine.keySet());
    all.addAll(theirs.keySet());
    for (Long from : all) {
      List<Placed> here = mine.getOrDefault(from, List.of());
      List<Placed> there = theirs.getOrDefault(from, List.of());
      if (Math.max(here.size(), there.size()) > mostParts) {
        here.forEach(p -> pairs.add(of(number, List.of(p), List.of())));
        there.forEach(p -> pairs.add(of(number, List.of(), List.of(p))));
      } else {
        pairs.add(of(number, here, there));
      }
    }
  }

  private static NavigableSet<Long> firsts(List<Placed> parts) {
    return parts.stream().map(Placed::first).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<Long, List<Placed>> stretches(
      List<Placed> parts, NavigableSet<Long> beginnings) {
    return parts.stream()
        .collect(
            Collectors.groupingBy(
                p -> {
                  Long from = beginnings.floor(p.first());
                  return from == null ? Long.MIN_VALUE : from;
                },
                TreeMap::new,
                Collectors.toList()));
  }

  private static PartPair of(int number, List<Placed> now, List<Placed> then) {
    return new PartPair(
        number,
        now.stream().map(Placed::path).toList(),
        then.stream().map(Placed::path).toList(),
        Stream.concat(now.stream(), then.stream()).mapToLong(Placed::rows).sum());
  }
}
