package dev.prima.jobs.plan;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.core.plan.TableForecast.RejectExample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A few rejected rows of each reason, from {@code rejects/TABLE.jsonl}. */
public final class RejectExamples {
  private static final int OF_A_REASON = 3;
  private static final int LONGEST_VALUE = 200;

  /** Whether the values that were refused are told. */
  public enum Values {
    HIDDEN,
    SHOWN
  }

  private RejectExamples() {}

  /**
   * The first of each reason in the order of the file, which need not be there.
   *
   * @param reasons how many rows there are of each
   */
  public static List<RejectExample> of(Path rejects, Map<String, Long> reasons, Values values) {
    List<RejectExample> examples = new ArrayList<>();
    if (reasons.isEmpty() || !Files.exists(rejects)) {
      return examples;
    }
    long wanted = reasons.values().stream().mapToLong(n -> Math.min(n, OF_A_REASON)).sum();
    Map<String, Integer> taken = new HashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(rejects)) {
      for (String line = lines.readLine();
          line != null && examples.size() < wanted;
          line = lines.readLine()) {
        JsonObject reject = Json.parse(line).asObject();
        if (taken.merge(reject.get("reason").asString(), 1, Integer::sum) <= OF_A_REASON) {
          examples.add(example(reject, values));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return examples;
  }

  private static RejectExample example(JsonObject reject, Values values) {
    String column = reject.get("column").asString();
    String text = Json.write(reject.get("values").asObject().get(column));
    return new RejectExample(
        reject.get("reason").asString(),
        reject.get("file").asString(),
        reject.get("table").asString(),
        reject.get("rowid").asLong(),
        column,
        values == Values.HIDDEN
            ? null
            : text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "..." : text);
  }
}
