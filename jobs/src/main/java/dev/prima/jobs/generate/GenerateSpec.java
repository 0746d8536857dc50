package dev.prima.jobs.generate;

import dev.prima.core.error.PrimaException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What to generate.
 *
 * @param out the file, or the pattern of the files' names where there are several
 * @param agents 1 to 20 million
 * @param edgesPerAgent connections per agent, at least 0; a small network has at most all its pairs
 * @param messagesPerAgent messages per agent, at least 0
 * @param seed the same seed gives the same bytes
 * @param dirt share of rows that get one wart of LEGACY.md, 0 to 1
 * @param files how many files that overlap as copies do, 1 to 10,000
 */
public record GenerateSpec(
    Path out,
    int agents,
    double edgesPerAgent,
    double messagesPerAgent,
    long seed,
    LegacyProfile profile,
    double dirt,
    int files) {

  public static final double DEFAULT_EDGES = 4.2;
  public static final double DEFAULT_MESSAGES = 5;

  private static final int MAX_AGENTS = 20_000_000;
  private static final int MAX_EDGES = 100_000_000;
  private static final int MAX_MESSAGES = 500_000_000;
  private static final int MAX_FILES = 10_000;

  /**
   * Refuses numbers that no network has, all in one message.
   *
   * @throws PrimaException {@link GenerateError#BAD_NUMBERS}
   */
  public GenerateSpec {
    refuse(problems(agents, edgesPerAgent, messagesPerAgent, dirt, files));
  }

  /** What is wrong with these numbers, each with its option, value and bounds; empty if nothing. */
  static List<String> problems(
      int agents, double edgesPerAgent, double messagesPerAgent, double dirt, int files) {
    List<String> problems = new ArrayList<>();
    if (agents < 1 || agents > MAX_AGENTS) {
      problems.add("--agents " + agents + ": expected 1 to " + MAX_AGENTS);
    }
    // Written as "not within", so that NaN is refused as well.
    if (!(edgesPerAgent >= 0 && edgesPerAgent * Math.max(1, agents) <= MAX_EDGES)) {
      problems.add(
          "--edges " + edgesPerAgent + ": expected 0 or more, with agents × edges ≤ " + MAX_EDGES);
    }
    if (!(messagesPerAgent >= 0 && messagesPerAgent * Math.max(1, agents) <= MAX_MESSAGES)) {
      problems.add(
          "--messages "
              + messagesPerAgent
              + ": expected 0 or more, with agents × messages ≤ "
              + MAX_MESSAGES);
    }
    if (!(dirt >= 0 && dirt <= 1)) {
      problems.add("--dirt " + dirt + ": expected a share of rows, 0 to 1");
    }
    if (files < 1 || files > MAX_FILES) {
      problems.add("--files " + files + ": expected 1 to " + MAX_FILES);
    }
    return problems;
  }

  static void refuse(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new PrimaException(
          GenerateError.BAD_NUMBERS,
          "Nothing was generated, correct these: " + String.join("; ", problems));
    }
  }

  /** All with default counts, clean, one file, seed 1, profile prima. */
  public static GenerateSpec of(Path out, int agents) {
    return new GenerateSpec(
        out, agents, DEFAULT_EDGES, DEFAULT_MESSAGES, 1, LegacyProfile.PRIMA, 0, 1);
  }

  /** Number of connections; never more than there are pairs. */
  int edges() {
    return (int) Math.min(Math.round(agents * edgesPerAgent), agents * (agents - 1L) / 2);
  }

  int messages() {
    return (int) Math.round(agents * messagesPerAgent);
  }

  /**
   * The files to be made, in order: {@code out} itself, or {@code name-1.db} to {@code name-K.db}.
   */
  public List<Path> paths() {
    if (files == 1) {
      return List.of(out);
    }
    String name = String.valueOf(out.getFileName());
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    String suffix = dot > 0 ? name.substring(dot) : "";
    return IntStream.rangeClosed(1, files)
        .mapToObj(i -> out.resolveSibling(stem + "-" + i + suffix))
        .toList();
  }
}
