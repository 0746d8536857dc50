package dev.prima.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final Place HERE = new Place("here");

  record Inner(@Setting(doc = "D.", byDefault = "1s", min = "1s") Duration longWait) {}

  record Outer(
      @Setting(doc = "D.") Inner inner,
      @Setting(doc = "D.") Map<String, Integer> counts,
      @Setting(doc = "D.") Optional<String> note) {}

  @Test
  void aTreeIsBoundAndPrintedWithKebabCaseKeys() {
    Problems problems = new Problems();
    Node.Mapping root =
        new Node.Mapping(Map.of(), HERE)
            .with(List.of("inner", "long-wait"), scalar("90s"))
            .with(List.of("counts", "a.b"), scalar("3"));
    Outer outer = Settings.bind(Outer.class, root, problems, Surroundings.unchecked());
    assertThat(problems.all()).isEmpty();
    assertThat(outer)
        .isEqualTo(
            new Outer(new Inner(Duration.ofSeconds(90)), Map.of("a.b", 3), Optional.empty()));
    assertThat(Settings.effective(outer))
        .isEqualTo("inner:\n  long-wait: 90s\ncounts:\n  a.b: 3\n");
  }

  @Test
  void aProblemHasThePlaceOfTheNearestNode() {
    Problems problems = new Problems();
    Node.Mapping root =
        new Node.Mapping(
            Map.of("inner", new Node.Mapping(Map.of("long-wiat", scalar("1s")), HERE)), HERE);
    Settings.bind(Outer.class, root, problems, Surroundings.unchecked());
    assertThat(problems.all())
        .containsExactly(
            new Problems.Problem(
                "inner.long-wiat", "no such key; the nearest known key is inner.long-wait", HERE));
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1023,1023",
    "1KiB,1024",
    "32MiB,33554432",
    "500KB,500000",
    "2 GiB,2147483648"
  })
  void sizesAreReadInBothUnits(String text, long bytes) {
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    assertThat(ByteSize.parse(ByteSize.parse(text).toString()).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5MiB", "MiB", "1mib", "999999999999999999TiB"})
  void otherSizesAreRefused(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSecretNeverPrintsAndRefusesLiteralsWithoutRepeatingThem() {
    assertThat(Secret.parse("env:NAME")).hasToString("***");
    assertThat(Secret.parse("file:/run/secrets/x").file()).contains("/run/secrets/x");
    assertThatThrownBy(() -> Secret.parse("hunter2")).hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://me:pw@h/d,jdbc:postgresql://***@h/d",
    "jdbc:postgresql://h/d?sslpassword=pw&x=y,jdbc:postgresql://h/d?sslpassword=***&x=y",
    "jdbc:postgresql://h/d?user=a,jdbc:postgresql://h/d?user=a",
    "//me:p@s/s@h/d,//***@h/d",
  })
  void credentialsInUrlsAreMasked(String text, String masked) {
    assertThat(Masking.masked(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource({
    "shards,shards,0",
    "shrads,shards,1",
    "shard,shards,1",
    "kitten,sitting,3",
    "'',ab,2"
  })
  void distanceCountsSlips(String a, String b, int slips) {
    assertThat(SettingKeys.distance(a, b)).isEqualTo(slips);
  }

  private static Node scalar(String text) {
    return new Node.Scalar(Optional.of(text), HERE);
  }
}
