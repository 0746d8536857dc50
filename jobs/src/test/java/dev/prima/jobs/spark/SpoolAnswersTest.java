package dev.prima.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolAnswersTest {
  private static final JsonForm<Long> NUMBER = new JsonForm<>(JsonValue::of, JsonValue::asLong);

  @TempDir Path folder;

  private int made;

  @Test
  void whatAnotherProcessMadeIsNotMadeAgain() {
    assertThat(spool().answer("first", this::make, NUMBER)).isEqualTo(1);
    assertThat(spool().answer("second", this::make, NUMBER)).isEqualTo(2);

    Spool resumed = spool();

    assertThat(resumed.found()).isFalse();
    assertThat(resumed.answer("first", this::make, NUMBER)).isEqualTo(1);
    assertThat(resumed.found()).isTrue();
    assertThat(resumed.answer("second", this::make, NUMBER)).isEqualTo(2);
    assertThat(resumed.answer("third", this::make, NUMBER)).isEqualTo(3);
  }

  @Test
  void whatIsDamagedIsMadeAgain() throws IOException {
    spool().answer("cut", this::make, NUMBER);
    spool().answer("other", this::make, NUMBER);
    spool().answer("flipped", this::make, NUMBER);
    Files.write(answers().resolve("cut.json"), new byte[0]);
    Files.writeString(answers().resolve("other.json"), "{\"of\": \"another form\"}");
    String text = Files.readString(answers().resolve("flipped.json"));
    Files.writeString(answers().resolve("flipped.json"), text.replace(":3,", ":2,"));

    Spool resumed = spool();

    assertThat(resumed.answer("cut", this::make, NUMBER)).isEqualTo(4);
    assertThat(resumed.answer("other", this::make, NUMBER)).isEqualTo(5);
    assertThat(resumed.answer("flipped", this::make, NUMBER)).isEqualTo(6);
    assertThat(resumed.found()).isFalse();
    assertThat(spool().answer("cut", this::make, NUMBER)).isEqualTo(4);
  }

  @Test
  void nothingUnfinishedIsLeft() throws IOException {
    spool().answer("one", this::make, NUMBER);

    try (Stream<Path> files = Files.list(answers())) {
      assertThat(files.map(f -> f.getFileName().toString())).containsExactly("one.json");
    }
  }

  private long make() {
    return ++made;
  }

  private Spool spool() {
    return new Spool(folder.resolve("spool").toUri().toString(), plain());
  }

  /** As sessions have it: without the file system's own checksums. */
  private static Configuration plain() {
    Configuration configuration = new Configuration();
    configuration.set("fs.file.impl", PlainLocalFileSystem.class.getName());
    configuration.setBoolean("fs.file.impl.disable.cache", true);
    return configuration;
  }

  private Path answers() {
    return folder.resolve("spool").resolve("answers");
  }
}
