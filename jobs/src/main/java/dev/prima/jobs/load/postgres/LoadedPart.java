package dev.prima.jobs.load.postgres;

import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What became of a part, as its transactions wrote it into the ledgers.
 *
 * @param unit the number of the part
 * @param duplicates rows that were passed over, being in already
 * @param left what was not done, node by node; empty where all was
 * @param retried how often it was begun again, by the node that failed
 */
public record LoadedPart(
    long unit,
    long duplicates,
    List<NodeCounts> nodes,
    List<LeftOut> left,
    Map<String, Integer> retried)
    implements java.io.Serializable {
  /** The key under which {@link NodeCounts#regions} counts rows without a region. */
  public static final String NO_REGION = "";

  /**
   * @param node its name
   * @param rows that were written, replacing ones included
   * @param replaced rows of the target that gave way, moved ones included
   * @param superseded rows that had lost
   * @param failed rows that the target refused
   * @param regions {@code rows} by region
   * @param already whether an earlier attempt had done it
   */
  public record NodeCounts(
      String node,
      long rows,
      long replaced,
      long superseded,
      long failed,
      Map<String, Long> regions,
      List<RowFailure> failures,
      boolean already)
      implements java.io.Serializable {
    public NodeCounts {
      regions = Map.copyOf(regions);
      failures = List.copyOf(failures);
    }
  }

  /**
   * A node that has been given up, with rows of this part not loaded.
   *
   * @param node its number
   * @param why the message of the error; empty where it had been given up before
   */
  public record LeftOut(int node, String why) implements java.io.Serializable {}

  public LoadedPart {
    nodes = List.copyOf(nodes);
    left = List.copyOf(left);
    retried = Map.copyOf(retried);
  }

  public long rows() {
    return sum(NodeCounts::rows);
  }

  public long replaced() {
    return sum(NodeCounts::replaced);
  }

  public long superseded() {
    return sum(NodeCounts::superseded);
  }

  public long failed() {
    return sum(NodeCounts::failed);
  }

  private long sum(ToLongFunction<NodeCounts> count) {
    return nodes.stream().mapToLong(count).sum();
  }
}
