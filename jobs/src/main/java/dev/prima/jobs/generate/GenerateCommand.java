package dev.prima.jobs.generate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code generate}: makes legacy files. The paths go to stdout, progress to stderr. Exits with 0,
 * with 2 for bad numbers and files in the way, with 5 where nothing can be written. Numbers are
 * taken as text, so that all bad ones are told at once.
 */
@Command(
    name = "generate",
    description = "Makes legacy files: a network with communities; same seed, same bytes.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
public final class GenerateCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec command;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description =
          "The file to make; with --files K its name gets -1 to -K. Nothing is overwritten.")
  private Path out = Path.of("");

  @Option(
      names = "--agents",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Default: ${DEFAULT-VALUE}.")
  private String agents = "";

  @Option(
      names = "--edges",
      paramLabel = "F",
      defaultValue = "4.2",
      description = "Connections per agent. Default: ${DEFAULT-VALUE}.")
  private String edges = "";

  @Option(
      names = "--messages",
      paramLabel = "F",
      defaultValue = "5",
      description = "Messages per agent. Default: ${DEFAULT-VALUE}.")
  private String messages = "";

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Default: ${DEFAULT-VALUE}.")
  private String seed = "";

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "prima",
      description = "prima or unified. Default: ${DEFAULT-VALUE}.")
  private String profile = "";

  @Option(
      names = "--dirt",
      paramLabel = "F",
      defaultValue = "0",
      description = "Share of rows, 0 to 1, that get something odd. Default: ${DEFAULT-VALUE}.")
  private String dirt = "";

  @Option(
      names = "--files",
      paramLabel = "K",
      defaultValue = "1",
      description = "Files that overlap as copies do. Default: ${DEFAULT-VALUE}.")
  private String files = "";

  @Override
  public Integer call() {
    GenerateSpec spec = spec();
    long start = System.nanoTime();
    List<Path> made =
        new LegacyGenerator(
                spec,
                (file, table, written, rows) ->
                    say(
                        "%s  %s  %,d of %,d rows  %.1f s",
                        file.getFileName(),
                        table,
                        written,
                        rows,
                        (System.nanoTime() - start) / 1e9))
            .generate();
    if (command != null) {
      made.forEach(command.commandLine().getOut()::println);
      command.commandLine().getOut().flush();
    }
    return 0;
  }

  private GenerateSpec spec() {
    List<String> problems = new ArrayList<>();
    // A number that cannot be read is replaced by a good one, for the check of the others.
    int agentCount = number("--agents", agents, Integer::parseInt, 1, problems);
    double edgeRatio = number("--edges", edges, Double::parseDouble, 0.0, problems);
    double messageRatio = number("--messages", messages, Double::parseDouble, 0.0, problems);
    long seedNumber = number("--seed", seed, Long::parseLong, 1L, problems);
    double dirtShare = number("--dirt", dirt, Double::parseDouble, 0.0, problems);
    int fileCount = number("--files", files, Integer::parseInt, 1, problems);
    LegacyProfile chosen = LegacyProfile.PRIMA;
    switch (profile) {
      case "prima" -> chosen = LegacyProfile.PRIMA;
      case "unified" -> chosen = LegacyProfile.UNIFIED;
      default -> problems.add("--profile " + profile + ": expected prima or unified");
    }
    problems.addAll(
        GenerateSpec.problems(agentCount, edgeRatio, messageRatio, dirtShare, fileCount));
    GenerateSpec.refuse(problems);
    return new GenerateSpec(
        out, agentCount, edgeRatio, messageRatio, seedNumber, chosen, dirtShare, fileCount);
  }

  private static <N> N number(
      String option, String text, Function<String, N> parse, N instead, List<String> problems) {
    try {
      return parse.apply(text);
    } catch (NumberFormatException e) {
      problems.add(option + " " + text + ": not a number, or too large");
      return instead;
    }
  }

  private void say(String format, Object... values) {
    if (command != null) {
      command.commandLine().getErr().println(String.format(Locale.ROOT, format, values));
      command.commandLine().getErr().flush();
    }
  }
}
