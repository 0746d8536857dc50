package dev.prima.jobs.cassandra;

import com.datastax.spark.connector.rdd.partitioner.CassandraPartition;
import com.datastax.spark.connector.rdd.partitioner.CqlTokenRange;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.Partition;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Partitions of a {@link CassandraScan} in the order of their tokens. The connector has them in the
 * order of their size as nodes estimate it, which changes from minute to minute.
 */
final class TokenOrder implements PartitionCoalescer, Serializable {
  private static final long serialVersionUID = 1L;

  private static final Comparator<Partition> FIRST_TOKEN =
      Comparator.comparing((Partition p) -> ranges(p).findFirst().map(TokenOrder::told).orElse(""));

  /** The partitions, each by itself. */
  @Override
  public PartitionGroup[] coalesce(int ignored, RDD<?> scanned) {
    return ordered(scanned.partitions()).stream()
        .map(
            partition -> {
              PartitionGroup group =
                  new PartitionGroup(
                      Option.apply(
                          scanned
                              .preferredLocations(partition)
                              .headOption()
                              .getOrElse(() -> null)));
              group.partitions().addOne(partition);
              return group;
            })
        .toArray(PartitionGroup[]::new);
  }

  /** The token ranges of each partition, in a line. */
  static List<String> lines(Partition[] partitions) {
    return ordered(partitions).stream()
        .map(p -> ranges(p).map(TokenOrder::told).collect(Collectors.joining(" ")))
        .toList();
  }

  private static List<Partition> ordered(Partition[] partitions) {
    return Arrays.stream(partitions).sorted(FIRST_TOKEN).toList();
  }

  private static Stream<CqlTokenRange<?, ?>> ranges(Partition partition) {
    Iterable<? extends CqlTokenRange<?, ?>> ranges =
        CollectionConverters.asJava(((CassandraPartition<?, ?>) partition).tokenRanges());
    return StreamSupport.stream(ranges.spliterator(), false).map(range -> range);
  }

  private static String told(CqlTokenRange<?, ?> range) {
    return range.range().start().value() + ".." + range.range().end().value();
  }
}
