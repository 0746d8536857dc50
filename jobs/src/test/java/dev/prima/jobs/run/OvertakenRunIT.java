package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.error.ExitCode;
import dev.prima.core.report.RunReport;
import dev.prima.jobs.report.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is resumed after another one has loaded. */
class OvertakenRunIT {
  @TempDir Path folder;

  @Test
  void isRefusedOnceItHasDecidedAndGoesOnWhereItHasNot() throws IOException {
    Path first = Stores.generated(folder.resolve("first"), 100);
    Path second = Stores.generated(folder.resolve("second"), 120);
    Query.change(
        Query.sqlite(second), "UPDATE agents SET love_resonance = 99.5", "DELETE FROM connections");
    // Without a key, its rows would come twice.
    Query.change(Query.sqlite(first), "CREATE TABLE notes (text)", "INSERT INTO notes VALUES (1)");
    Stores stores = new Stores(folder);
    RunFolder undecided = cutOff(stores, "resolve", first);
    RunFolder decided = cutOff(stores, "load-postgres", first);
    assertThat(stores.migrate(List.of(first, second)).end().exit()).isEqualTo(ExitCode.OK);
    String newer = stores.runFolder().id().text();
    Map<String, String> contents = stores.contents();

    RunReport refused = stores.resume(decided, List.of(first));
    assertThat(refused.end().exit()).isEqualTo(ExitCode.BLOCKED);
    assertThat(Objects.requireNonNull(refused.end().error()).message())
        .contains("RUN-015", decided.id().text() + " cannot go on: run " + newer);
    assertThat(stores.contents()).isEqualTo(contents);

    assertThat(stores.resume(undecided, List.of(first)).end().error()).isNull();
    assertThat(stores.contents()).isEqualTo(contents);
  }

  private static RunFolder cutOff(Stores stores, String step, Path source) {
    RunReport report = stores.migrate(Stores.dyingAt(step), List.of(source));
    assertThat(report.end().exit()).isEqualTo(ExitCode.BUG);
    return stores.runFolder();
  }
}
