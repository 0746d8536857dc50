package dev.prima.core.partition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** METIS, the program that balanced partitions are measured by (Debian's package metis). */
final class Gpmetis {
  private Gpmetis() {}

  static boolean isInstalled() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "gpmetis")));
  }

  /** The parts that {@code gpmetis -ufactor=50 -seed=1} finds, in a folder of its own. */
  static int[] partition(Graph graph, int parts, Path folder)
      throws IOException, InterruptedException {
    Path file = folder.resolve("network.graph");
    StringBuilder text = new StringBuilder();
    text.append(graph.nodes()).append(' ').append(graph.edges()).append(" 001\n");
    for (int v = 0; v < graph.nodes(); v++) {
      for (int place = graph.start(v); place < graph.end(v); place++) {
        text.append(graph.neighbour(place) + 1).append(' ').append(graph.edgeWeight(place));
        text.append(' ');
      }
      text.append('\n');
    }
    Files.writeString(file, text);
    Process process =
        new ProcessBuilder(
                List.of("gpmetis", "-ufactor=50", "-seed=1", file.toString(), "" + parts))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("gpmetis.log").toFile())
            .start();
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IOException("gpmetis ended with " + exit + ", see " + folder);
    }
    try (Stream<String> lines = Files.lines(folder.resolve("network.graph.part." + parts))) {
      return lines.mapToInt(line -> Integer.parseInt(line.trim())).toArray();
    }
  }
}
