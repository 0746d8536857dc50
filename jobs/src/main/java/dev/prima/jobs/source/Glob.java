package dev.prima.jobs.source;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A shell's glob, folder by folder. The JDK's own globs match whole paths, where {@code a/**}{@code
 * /b} does not mean {@code a/b} and hidden files are nothing special.
 */
final class Glob {
  private static final Pattern MAGIC = Pattern.compile("[*?\\[{]");
  private static final Pattern SIDECAR = Pattern.compile(".*-(wal|shm|journal)");

  private final String pattern;

  Glob(String pattern) {
    this.pattern = pattern;
  }

  static boolean isGlob(String text) {
    return MAGIC.matcher(text).find();
  }

  /**
   * Regular files that match, sidecars of SQLite left out.
   *
   * @throws java.util.regex.PatternSyntaxException where the glob is none
   */
  List<Path> expand(Path folder) throws IOException {
    boolean absolute = pattern.startsWith("/");
    List<Path> found = List.of(absolute ? Path.of("/") : folder);
    List<String> segments = new ArrayList<>(List.of(pattern.split("/+")));
    segments.removeIf(String::isEmpty);
    if (pattern.endsWith("**")) {
      segments.add("*");
    }
    for (String segment : segments) {
      found = segment.equals("**") ? withFoldersBelow(found) : step(found, segment);
    }
    return found.stream()
        .filter(Files::isRegularFile)
        .filter(file -> !SIDECAR.matcher(file.getFileName().toString()).matches())
        .distinct()
        .toList();
  }

  private static List<Path> step(List<Path> folders, String segment) throws IOException {
    List<Path> next = new ArrayList<>();
    if (!isGlob(segment)) {
      folders.stream().map(each -> each.resolve(segment)).filter(Files::exists).forEach(next::add);
      return next;
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + segment);
    for (Path folder : folders) {
      for (Path entry : entries(folder)) {
        Path name = entry.getFileName();
        if (matcher.matches(name) && (segment.startsWith(".") || !isHidden(name))) {
          next.add(entry);
        }
      }
    }
    return next;
  }

  /** A link to a folder is not followed, so that a circle of them ends. */
  private static List<Path> withFoldersBelow(List<Path> folders) throws IOException {
    List<Path> all = new ArrayList<>(folders);
    for (int i = 0; i < all.size(); i++) {
      for (Path entry : entries(all.get(i))) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && !isHidden(entry.getFileName())) {
          all.add(entry);
        }
      }
    }
    return all;
  }

  private static List<Path> entries(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
        stream.forEach(entries::add);
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    return entries;
  }

  private static boolean isHidden(Path name) {
    return name.toString().startsWith(".");
  }
}
