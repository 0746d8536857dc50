package dev.prima.jobs.source;

import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;

/** Which files the paths and globs of {@code --source} and {@code source.files} mean. */
public final class SourceFiles {
  private static final int MOST_TOLD = 20;

  private final Path folder;
  private final List<String> problems = new ArrayList<>();
  private final Map<Object, Named> byFile = new LinkedHashMap<>();

  private record Named(Path file, String argument) {}

  private SourceFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * The regular files that the arguments mean, absolute and normalized, sorted by path, each once.
   * An argument that names an existing file is that file, whatever characters are in it. Globs know
   * {@code *}, {@code ?}, {@code [a-z]}, {@code {a,b}} and {@code **} for any number of folders; as
   * in a shell they match no hidden file unless they say the dot, and they leave SQLite's {@code
   * -wal}, {@code -shm} and {@code -journal} out.
   *
   * @param folder what relative paths are relative to
   * @throws PrimaException {@link SourceFilesError#NAMES} with every problem in one message: no
   *     argument, no such file, a folder, a glob that matches nothing, two names of one file
   */
  public static List<Path> resolve(List<String> arguments, Path folder) {
    SourceFiles files = new SourceFiles(folder.toAbsolutePath().normalize());
    if (arguments.isEmpty()) {
      files.problems.add("no source is named: use --source FILE or source.files in the config");
    }
    arguments.forEach(files::add);
    files.throwIfAny();
    return files.byFile.values().stream()
        .map(Named::file)
        .sorted(Comparator.comparing(Path::toString))
        .toList();
  }

  private void add(String argument) {
    try {
      if (Glob.isGlob(argument) && !Files.exists(folder.resolve(argument))) {
        addGlob(argument);
      } else {
        addPath(argument);
      }
    } catch (PatternSyntaxException e) {
      problems.add(quoted(argument) + " is no glob: " + e.getDescription());
    } catch (InvalidPathException e) {
      problems.add(quoted(argument) + " is no path: " + e.getReason());
    } catch (IOException e) {
      problems.add(quoted(argument) + " cannot be looked up: " + e);
    }
  }

  private void addPath(String argument) throws IOException {
    Path path = folder.resolve(argument).normalize();
    if (argument.isBlank()) {
      problems.add("a source has an empty name; leave it out");
    } else if (Files.isDirectory(path)) {
      problems.add(
          quoted(argument)
              + " is a folder; name files in it, for instance '"
              + argument
              + "/*.db'");
    } else if (Files.isSymbolicLink(path) && !Files.exists(path)) {
      problems.add(quoted(argument) + " is a link to a file that is not there");
    } else if (!Files.exists(path)) {
      problems.add(quoted(argument) + " is not there; looked for " + path);
    } else if (!Files.isRegularFile(path)) {
      problems.add(quoted(argument) + " is not a regular file");
    } else {
      add(path, argument);
    }
  }

  private void addGlob(String argument) throws IOException {
    List<Path> matches = new Glob(argument).expand(folder);
    if (matches.isEmpty()) {
      problems.add(quoted(argument) + " matches no file in " + folder);
    }
    for (Path match : matches) {
      add(match.normalize(), argument);
    }
  }

  private void add(Path file, String argument) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    Named named = new Named(file, argument);
    Named other = byFile.putIfAbsent(key == null ? file.toRealPath(new LinkOption[0]) : key, named);
    if (other != null) {
      problems.add(told(named) + " and " + told(other) + " are the same file; name it once");
    }
  }

  private static String told(Named named) {
    String path = named.file().toString();
    return named.argument().equals(path)
        ? quoted(path)
        : quoted(named.argument()) + " (" + path + ")";
  }

  private static String quoted(String argument) {
    return '"' + argument + '"';
  }

  private void throwIfAny() {
    if (problems.isEmpty()) {
      return;
    }
    List<String> told = new ArrayList<>(problems.stream().limit(MOST_TOLD).toList());
    if (problems.size() > told.size()) {
      told.add("and " + (problems.size() - told.size()) + " more");
    }
    throw new PrimaException(
        SourceFilesError.NAMES,
        "the sources cannot be read as named; nothing was touched:\n  "
            + String.join("\n  ", told));
  }
}
