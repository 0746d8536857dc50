package dev.prima.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ShardLookupTest {
  @Test
  void findsEveryAgentAlsoWhereMoreCameThanWereExpected() {
    ShardLookup.Builder builder = new ShardLookup.Builder(10);
    for (int i = 0; i < 5_000; i++) {
      builder.add(low("agent-" + i), high("agent-" + i), ShardLookup.place(i % 9, i % 100));
    }

    ShardLookup lookup = builder.build();

    assertThat(lookup.size()).isEqualTo(5_000);
    for (int i = 0; i < 5_000; i++) {
      long place = find(lookup, "agent-" + i);
      assertThat(ShardLookup.region(place)).isEqualTo(i % 9);
      assertThat(ShardLookup.shard(place)).isEqualTo(i % 100);
    }
  }

  @Test
  void knowsWhoIsNotThere() {
    ShardLookup.Builder builder = new ShardLookup.Builder(3);
    builder.add(low("a"), high("a"), 0);
    builder.add(low("b"), high("b"), ShardLookup.place(2, 7));

    ShardLookup lookup = builder.build();

    assertThat(find(lookup, "a")).isZero();
    assertThat(find(lookup, "c")).isEqualTo(ShardLookup.UNKNOWN);
    assertThat(find(lookup, "")).isEqualTo(ShardLookup.UNKNOWN);
    assertThat(find(new ShardLookup.Builder(0).build(), "a")).isEqualTo(ShardLookup.UNKNOWN);
  }

  @Test
  void tellsAgentsApartThatShareOneOfTheirTwoHashes() {
    ShardLookup.Builder builder = new ShardLookup.Builder(2);
    builder.add(low("a"), high("b"), 5);
    builder.add(low("a"), high("a"), 6);

    assertThat(find(builder.build(), "a")).isEqualTo(6);
  }

  private static long find(ShardLookup lookup, String id) {
    byte[] padded = (">" + id).getBytes(StandardCharsets.UTF_8);
    return lookup.find(padded, 1, padded.length - 1);
  }

  private static long low(String id) {
    return ShardLookup.lowHash(id.getBytes(StandardCharsets.UTF_8));
  }

  private static long high(String id) {
    return ShardLookup.highHash(id.getBytes(StandardCharsets.UTF_8));
  }
}
