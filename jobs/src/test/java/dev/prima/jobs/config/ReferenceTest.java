package dev.prima.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.config.PrimaConfig;
import dev.prima.core.config.Targets;
import dev.prima.core.settings.SettingKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceTest {
  private static final Path CONFIGS = Path.of("..", "config");

  @Test
  void theReferenceIsWhatTheDeclarationsSay() throws IOException {
    Path file = CONFIGS.resolve("reference.yml");
    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(file, PrimaConfig.reference());
    }
    assertThat(Files.readString(file))
        .as("run this test with -Dreference.write=true to write it anew")
        .isEqualTo(PrimaConfig.reference());
  }

  @Test
  void theReferenceShowsEveryKeyAndItsDocumentation() throws IOException {
    String text = Files.readString(CONFIGS.resolve("reference.yml"));
    String words = text.replaceAll("(?m)^ *# ?", "").replaceAll("\\s+", " ");
    for (SettingKeys.Key key : PrimaConfig.keys().all()) {
      String last = key.path().substring(key.path().lastIndexOf('.') + 1);
      assertThat(text).containsPattern("(?m)^ *(# )?" + Pattern.quote(last) + ":");
      assertThat(key.doc()).as(key.path()).isNotBlank();
      assertThat(words).as(key.path()).contains(key.doc());
    }
  }

  @Test
  void everyCommentedExampleOfTheReferenceParses(@TempDir Path folder) throws IOException {
    String text = Files.readString(CONFIGS.resolve("reference.yml"));
    // A key and "for instance" of it would stand twice, so only keys without a default are taken.
    String names =
        PrimaConfig.keys().all().stream()
            .map(key -> key.path().substring(key.path().lastIndexOf('.') + 1))
            .collect(Collectors.joining("|"));
    String uncommented =
        text.replaceAll("(?m)^( *)# ((" + names + "): .*)$", "$1$2")
            .replaceAll("/etc/prima", folder.toString())
            .replaceAll("mode: prefer", "mode: verify-full")
            .replaceAll("enabled: false", "enabled: true");
    for (String name : List.of("root.crt", "truststore.p12", "keystore.p12")) {
      Files.writeString(folder.resolve(name), "x");
    }
    Path file = Files.writeString(folder.resolve("all.yml"), uncommented);
    PrimaConfig config =
        ConfigReader.read(Optional.of(file), fakeEnvironment(file), List.of(), Targets.CONFIGURED);
    assertThat(config.extract().parallelism()).contains(4);
    assertThat(config.cassandra().tls().keystorePassword()).isPresent();
  }

  static Stream<Path> configs() throws IOException {
    try (Stream<Path> files = Files.list(CONFIGS)) {
      return files.filter(file -> file.toString().endsWith(".yml")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void everyReadyConfigParses(Path file) throws IOException {
    Targets targets = file.endsWith("embedded.yml") ? Targets.EMBEDDED : Targets.CONFIGURED;
    PrimaConfig config =
        ConfigReader.read(Optional.of(file), fakeEnvironment(file), List.of(), targets);
    assertThat(config.sharding().shards()).isEqualTo(100);
  }

  @Test
  void noTwoKeysShareAVariable() {
    assertThat(PrimaConfig.keys().all().stream().flatMap(key -> key.variable().stream()))
        .doesNotHaveDuplicates()
        .contains("PRIMA_SHARDING_SHARDS", "PRIMA_EXTRACT_CHUNK_ROWS", "PRIMA_GLOBAL_TLS_ENABLED");
  }

  private static Map<String, String> fakeEnvironment(Path file) throws IOException {
    Map<String, String> environment = new HashMap<>();
    Pattern.compile("env:([A-Z0-9_]+)")
        .matcher(Files.readString(file))
        .results()
        .forEach(found -> environment.put(found.group(1), "not-a-real-secret"));
    return environment;
  }
}
