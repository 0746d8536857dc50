package dev.prima.jobs.spark;

import org.apache.spark.Partitioner;

/** Sends a record to the partition that its key names. */
public final class GivenPartition extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final int partitions;

  public GivenPartition(int partitions) {
    this.partitions = partitions;
  }

  @Override
  public int numPartitions() {
    return partitions;
  }

  @Override
  public int getPartition(Object key) {
    return (Integer) key;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GivenPartition given && given.partitions == partitions;
  }

  @Override
  public int hashCode() {
    return partitions;
  }
}
