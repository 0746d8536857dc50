package dev.prima.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Cuts against those of METIS, the measure of the field. */
@EnabledIf(
    value = "dev.prima.core.partition.Gpmetis#isInstalled",
    disabledReason = "gpmetis is not installed (Debian's package metis)")
class PartitionQualityTest {
  @TempDir private Path folder;

  @Test
  @EnabledIf(
      value = "dev.prima.core.partition.Networks#deezerIsThere",
      disabledReason = "there is no shared/harmonic/deezer-ro.edges.csv.gz in any folder above")
  void deezerRomaniaIsCutAsWellAsByMetis() throws Exception {
    Graph deezer = Networks.deezer();
    assertThat(deezer.nodes()).isEqualTo(41_773);
    assertThat(deezer.edges()).isEqualTo(125_826);

    Partition partition = compare("Deezer Romania", deezer, 100, 1.06);

    assertThat(partition.cut()).isLessThan((long) (0.45 * partition.hashCut()));
    assertThat(partition.maxLoad() * 100.0 / deezer.nodes()).isLessThanOrEqualTo(1.05);
  }

  @Test
  void tenThousandAgentsAreCutAlmostAsWellAsByMetis() throws Exception {
    // With 100 agents a shard, hardly more than one community, there is little to choose from.
    compare("legacy-like 10k", Networks.legacyLike(10_000, 1), 100, 1.05);
  }

  @Test
  void aNetworkWithoutCommunitiesIsCutAlmostAsWellAsByMetis() throws Exception {
    compare("random 10k", Networks.random(10_000, 45_000, 1), 100, 1.10);
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // a hundred thousand agents
  void aHundredThousandAgentsAreCutAsWellAsByMetis() throws Exception {
    Partition partition = compare("legacy-like 100k", Networks.legacyLike(100_000, 1), 100, 1.03);

    assertThat(partition.cut()).isLessThan((long) (0.30 * partition.hashCut()));
  }

  @Test
  @EnabledIfSystemProperty(named = "prima.full", matches = "true") // other shapes and numbers
  void otherNumbersOfPartsAreCutAsWellAsByMetis() throws Exception {
    Graph network = Networks.legacyLike(40_000, 2);
    compare("legacy-like 40k, 2", network, 2, 1.10);
    compare("legacy-like 40k, 16", network, 16, 1.10);
    compare("legacy-like 40k, 400", network, 400, 1.10);
  }

  private Partition compare(String name, Graph graph, int parts, double bound)
      throws IOException, InterruptedException {
    Partition partition =
        new Partitioner(PartitionSettings.DEFAULTS)
            .partition(graph, PartLimits.of(graph.load(), parts));
    long metis = graph.cut(Gpmetis.partition(graph, parts, folder));
    double weight = graph.weight();
    System.out.printf(
        "%s: cut %.4f, METIS %.4f, hash %.4f, ratio %.4f%n",
        name,
        partition.cut() / weight,
        metis / weight,
        partition.hashCut() / weight,
        (double) partition.cut() / metis);
    assertThat(partition.maxLoad()).isLessThanOrEqualTo(partition.limits().cap());
    assertThat((double) partition.cut() / metis).as(name).isLessThanOrEqualTo(bound);
    return partition;
  }
}
