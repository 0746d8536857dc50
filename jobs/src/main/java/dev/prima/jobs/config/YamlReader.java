package dev.prima.jobs.config;

import dev.prima.core.config.ConfigError;
import dev.prima.core.error.PrimaException;
import dev.prima.core.settings.Node;
import dev.prima.core.settings.Place;
import dev.prima.core.settings.Problems;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * YAML as nodes with their places: no types are made, no tags followed, and what aliases expand to
 * is bounded. Messages never quote the text, which may hold a password in the wrong place.
 */
public final class YamlReader {
  private static final int MOST_BYTES = 1 << 20;
  private static final int DEEPEST = 30;

  private YamlReader() {}

  /**
   * Reads a file whose top level is a mapping; an empty file is an empty one.
   *
   * @param problems takes duplicate keys, tags and whatever else leaves the rest readable
   * @throws PrimaException {@link ConfigError#UNREADABLE} where the file is absent or no YAML
   */
  public static Node.Mapping file(Path file, Problems problems) {
    return mapping(file, text(file), problems);
  }

  /** The same of a text that belongs into that file. */
  static Node.Mapping mapping(Path file, String text, Problems problems) {
    Place place = new Place(file.toString());
    Optional<Node> root;
    try {
      root = parse(text, line -> Place.line(file.toString(), line), problems);
    } catch (YAMLException e) {
      throw new PrimaException(ConfigError.UNREADABLE, reason(e, file) + "; nothing was touched");
    }
    if (root.isEmpty()) {
      return new Node.Mapping(Map.of(), place);
    }
    if (root.get() instanceof Node.Mapping mapping) {
      return new Node.Mapping(mapping.entries(), place);
    }
    throw new PrimaException(
        ConfigError.UNREADABLE,
        file + " holds " + root.get().what() + ", not groups of keys; see config/reference.yml");
  }

  /**
   * Reads the value of a variable or option; one that is no YAML is a problem.
   *
   * @return empty where it is no YAML
   */
  static Optional<Node> value(String key, String text, Place place, Problems problems) {
    try {
      Node none = new Node.Scalar(Optional.empty(), place);
      return Optional.of(parse(text, line -> place, problems).orElse(none));
    } catch (YAMLException e) {
      problems.add(key, "the value is no YAML; quote it, within the quotes of the shell", place);
      return Optional.empty();
    }
  }

  private static Optional<Node> parse(String text, YamlNodes.Places places, Problems problems) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_BYTES);
    options.setNestingDepthLimit(DEEPEST);
    org.yaml.snakeyaml.nodes.Node root =
        new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
    return root == null
        ? Optional.empty()
        : Optional.of(new YamlNodes(places, problems).node("", root, places.line(1)));
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw unreadable(file, "is larger than 1 MiB, which no config is", null);
      }
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
              .toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (NoSuchFileException e) {
      throw unreadable(file, "is not there", e);
    } catch (CharacterCodingException e) {
      throw unreadable(file, "is not UTF-8", e);
    } catch (IOException e) {
      throw unreadable(file, Files.isDirectory(file) ? "is a folder" : "cannot be read", e);
    }
  }

  private static PrimaException unreadable(Path file, String why, @Nullable IOException cause) {
    return new PrimaException(
        ConfigError.UNREADABLE, "config file " + file + " " + why + "; nothing was touched", cause);
  }

  private static String reason(YAMLException e, Path file) {
    if (e instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      return String.format(
          Locale.ROOT,
          "config file is no YAML near column %d [%s, line %d]; look for a missing quote, colon or"
              + " indentation there",
          marked.getProblemMark().getColumn() + 1,
          file,
          marked.getProblemMark().getLine() + 1);
    }
    return "config file is no YAML, holds a character that YAML forbids, or too many aliases or"
        + " levels ["
        + file
        + "]";
  }
}
