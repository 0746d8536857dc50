package dev.prima.jobs.mapping;

import dev.prima.core.config.SourceConfig;
import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.MappingCatalog;
import dev.prima.core.mapping.Placement;
import dev.prima.core.mapping.Profile;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.mapping.OwnModel.Made;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the target model and the profiles, those in the jar or files of the user's own. */
public final class MappingReader {
  private static final List<String> BUILT_IN = List.of("prima", "unified");

  private MappingReader() {}

  /** What a config says. */
  public static MappingCatalog of(SourceConfig source) {
    return source
        .mappingFiles()
        .map(files -> withProfiles(files.stream().map(Path::of).toList()))
        .orElseGet(MappingReader::builtIn);
  }

  /** The built-in target model with the built-in profiles. */
  public static MappingCatalog builtIn() {
    return catalog(BUILT_IN.stream().map(name -> resource(name + ".yml")).toList());
  }

  /**
   * Mapping files of the user's own. The built-in target model is theirs too where they fill its
   * tables, or have no entity of the shard map themselves.
   *
   * @throws PrimaException with all that is wrong with them
   */
  public static MappingCatalog withProfiles(List<Path> files) {
    List<YamlValue> roots = new ArrayList<>();
    for (Path file : files) {
      try (Reader reader = Files.newBufferedReader(file)) {
        roots.add(YamlValue.parse(file.toString(), reader));
      } catch (IOException e) {
        throw new PrimaException(
            MappingError.UNREADABLE,
            "Cannot read the mapping file " + file + "; check source.profile",
            e);
      }
    }
    return catalog(roots);
  }

  private static MappingCatalog catalog(List<YamlValue> roots) {
    Problems problems = new Problems();
    List<ProfileReader> readers = new ArrayList<>();
    for (YamlValue root : roots) {
      ProfileReader reader = problems.attempt(() -> new ProfileReader(root, problems));
      if (reader != null) {
        readers.add(reader);
      }
    }
    List<OwnTable> tables = readers.stream().flatMap(r -> r.own().tables().stream()).toList();
    OwnTargets.check(tables, problems);
    List<List<Made>> made = readers.stream().map(r -> r.own().made()).toList();
    List<TargetTable> targets = new ArrayList<>();
    boolean distributes = tables.stream().anyMatch(OwnTable::distributes);
    Set<String> own = tables.stream().map(OwnTable::name).collect(Collectors.toSet());
    boolean claims =
        readers.stream().flatMap(r -> r.filled().stream()).anyMatch(name -> !own.contains(name));
    if (claims || !distributes) {
      targets.addAll(targets());
      OwnTargets.checkBeside(targets, tables, problems);
    }
    // The entity comes first: what follows it loads after it.
    made.stream()
        .flatMap(List::stream)
        .map(Made::target)
        .sorted(Comparator.comparing(t -> !(t.placement() instanceof Placement.Distribute)))
        .forEach(targets::add);
    List<Profile> profiles = new ArrayList<>();
    for (int r = 0; r < readers.size(); r++) {
      profiles.add(readers.get(r).profile(made.get(r), targets));
    }
    OwnTargets.checkSkipped(
        targets.stream().map(TargetTable::name).toList(),
        readers.stream().flatMap(r -> r.own().skipped().stream()).toList(),
        problems);
    problems.raise();
    return new MappingCatalog(targets, profiles);
  }

  private static List<TargetTable> targets() {
    return new TargetModelReader().read(resource("tables.yml"));
  }

  private static YamlValue resource(String name) {
    try (InputStream in = MappingReader.class.getResourceAsStream("/mapping/" + name)) {
      if (in == null) {
        throw new IllegalStateException("mapping/" + name + " is not in the jar");
      }
      return YamlValue.parse("mapping/" + name, new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read mapping/" + name + " from the jar", e);
    }
  }
}
