package dev.prima.jobs.reshard;

/**
 * What may be on the driver: a graph with no more nodes and edges is solved there as a whole, a
 * larger one is coarsened on the executors first.
 *
 * @param nodes at least 1
 * @param edges at least 1
 */
public record DriverLimits(int nodes, long edges) {
  public DriverLimits {
    if (nodes < 1 || edges < 1) {
      throw new IllegalArgumentException(
          "Driver limits must be 1 or more, not " + nodes + " nodes and " + edges + " edges");
    }
  }
}
