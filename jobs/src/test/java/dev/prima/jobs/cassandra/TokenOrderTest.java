package dev.prima.jobs.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.spark.connector.rdd.partitioner.CassandraPartition;
import com.datastax.spark.connector.rdd.partitioner.CqlTokenRange;
import com.datastax.spark.connector.rdd.partitioner.dht.LongToken;
import com.datastax.spark.connector.rdd.partitioner.dht.TokenRange;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.Partition;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class TokenOrderTest {
  @Test
  void theOrderIsThatOfTokensWhateverTheNodesEstimate() {
    Partition[] before = {partition(0, 30, 7), partition(1, 20, 5, 10), partition(2, 10, 1)};
    Partition[] after = {partition(0, 90, 1), partition(1, 80, 7), partition(2, 10, 5, 10)};

    assertThat(TokenOrder.lines(before)).containsExactly("1..2", "5..6 10..11", "7..8");
    assertThat(TokenOrder.lines(after)).isEqualTo(TokenOrder.lines(before));
  }

  @Test
  void otherRangesAreToldApart() {
    assertThat(TokenOrder.lines(new Partition[] {partition(0, 10, 1, 5)}))
        .isNotEqualTo(TokenOrder.lines(new Partition[] {partition(0, 10, 1, 6)}));
  }

  /** Ranges of a token each. */
  private static Partition partition(int index, long bytes, long... starts) {
    List<CqlTokenRange<Object, LongToken>> ranges =
        Arrays.stream(starts)
            .mapToObj(
                start ->
                    new CqlTokenRange<Object, LongToken>(
                        new TokenRange<>(
                            new LongToken(start), new LongToken(start + 1), null, null),
                        null))
            .toList();
    return new CassandraPartition<>(
        index, new String[0], CollectionConverters.asScala(ranges), bytes);
  }
}
