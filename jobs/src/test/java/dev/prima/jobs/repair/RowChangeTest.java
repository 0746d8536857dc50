package dev.prima.jobs.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.error.PrimaException;
import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.jobs.repair.RowChange.Standing;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowChangeTest {
  private static final JsonObject ROW =
      Json.parse("{\"agent_id\":\"a\\u0000\\\"\",\"extra\":\"null\",\"love\":0.30000000000000004}")
          .asObject();

  @TempDir Path folder;

  private static RowChange insert() {
    return new RowChange("cassandra", "agents", "insert", null, new Standing(null, ROW));
  }

  private static RowChange move() {
    return new RowChange(
        "postgres", "messages", "move", new Standing("east", ROW), new Standing("west", ROW));
  }

  @Test
  void isReadAsItWasWrittenWhereARowHasNoNodeAndWhereThereIsNoRow() {
    assertThat(RowChange.parse(insert().toJson())).isEqualTo(insert());
    assertThat(RowChange.parse(move().toJson())).isEqualTo(move());
    assertThat(insert().reversed().after()).isNull();
    assertThat(move().reversed().reversed()).isEqualTo(move());
  }

  @Test
  void aJournalGivesBackWhatWasKeptAndNoticesAnyChangeOfItsFiles() throws IOException {
    RunFolder run = new RunsFolder(folder).create(Clock.systemUTC(), new SecureRandom());
    assertThat(Journal.of(run)).isEmpty();
    Journal.write(run, "found", "hash", List.of(insert().toJson(), move().toJson()).iterator());

    Journal journal = Journal.of(run).orElseThrow();
    List<RowChange> kept = new ArrayList<>();
    journal.forEach(kept::add);
    assertThat(kept).containsExactly(insert(), move());
    assertThat(journal.changes()).isEqualTo(2);
    journal.verify();

    Files.writeString(run.repaired("agents"), insert().toJson() + "\n\n");
    assertThatThrownBy(journal::verify)
        .isInstanceOf(PrimaException.class)
        .hasMessageContaining("FIX-004");
    journal.discard();
    assertThat(Journal.of(run)).isEmpty();
  }
}
