package dev.prima.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MetHashesTest {
  @Test
  void tellsEachHashThatComesAgainOnceAndHowManyThereAre() {
    for (int seed = 0; seed < 200; seed++) {
      Random dice = new Random(seed);
      List<MetHashes> some = new ArrayList<>();
      List<Long> all = new ArrayList<>();
      long aside = 0;
      for (int s = dice.nextInt(4); s >= 0; s--) {
        // Of few values, the least and the greatest long among them.
        long[] hashes =
            LongStream.generate(() -> Long.MAX_VALUE + dice.nextInt(8) - 3)
                .limit(dice.nextInt(7))
                .toArray();
        LongStream.of(hashes).forEach(all::add);
        some.add(new MetHashes(5, hashes, s));
        aside += s;
      }

      MetHashes met = MetHashes.joined(some);

      Map<Long, Long> counts =
          all.stream().collect(Collectors.groupingBy(h -> h, Collectors.counting()));
      assertThat(met.group()).isEqualTo(5);
      assertThat(met.aside()).isEqualTo(aside);
      assertThat(met.hashes()).hasSize(all.size());
      assertThat(met.different()).isEqualTo(counts.size());
      assertThat(met.repeated().boxed().toList())
          .containsExactlyInAnyOrderElementsOf(
              counts.keySet().stream().filter(h -> counts.get(h) > 1).toList());
    }
  }
}
