package dev.prima.jobs.progress;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue.JsonObject;
import java.io.PrintStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/**
 * One JSON object a line: {@code time}, {@code level} ({@code info}), and either {@code message} or
 * {@code step}, {@code state} ({@code started}, {@code running}, {@code done}, {@code stopped}),
 * {@code rows}, {@code total} (null where not known), {@code seconds}, {@code rowsPerSecond} and
 * {@code secondsLeft} (null where not known).
 */
final class JsonLines implements TimedProgress.Teller {
  private final PrintStream stream;
  private final Clock clock;

  JsonLines(PrintStream stream, Clock clock) {
    this.stream = stream;
    this.clock = clock;
  }

  @Override
  public void started(Meter.Reading reading) {
    tell("started", reading);
  }

  @Override
  public void underWay(Meter.Reading reading) {
    tell("running", reading);
  }

  @Override
  public void ended(Meter.Reading reading) {
    tell(reading.done() ? "done" : "stopped", reading);
  }

  @Override
  public void message(String message) {
    stream.println(Json.write(line().put("message", message).build()));
  }

  private void tell(String state, Meter.Reading reading) {
    stream.println(
        Json.write(
            line()
                .put("step", reading.step())
                .put("state", state)
                .put("rows", reading.rows())
                .put("total", reading.total() > 0 ? (Long) reading.total() : null)
                .put("seconds", reading.seconds())
                .put("rowsPerSecond", Math.round(reading.rowsPerSecond() * 10) / 10.0)
                .put(
                    "secondsLeft",
                    reading.hasTimeLeft()
                        ? (Double) (Math.round(reading.secondsLeft() * 10) / 10.0)
                        : null)
                .build()));
  }

  private JsonObject.Builder line() {
    return JsonObject.builder()
        .put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString())
        .put("level", "info");
  }
}
