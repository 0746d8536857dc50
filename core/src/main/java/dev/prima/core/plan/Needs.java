package dev.prima.core.plan;

import dev.prima.core.json.JsonValue.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a run would take: time by step, and room by place. */
public record Needs(List<StepTime> steps, List<Room> rooms) {
  public Needs {
    steps = List.copyOf(steps);
    rooms = List.copyOf(rooms);
  }

  /**
   * @param seconds null where nothing was measured from which they follow
   * @param least and {@code most}: the range within which they are expected; null where one
   *     measurement gives none
   * @param from where the figures come from, or why there are none
   */
  public record StepTime(
      String step,
      @Nullable Double seconds,
      @Nullable Double least,
      @Nullable Double most,
      String from) {
    /** Of a step that this plan has done itself. */
    public static StepTime measured(String step, double seconds) {
      return new StepTime(step, seconds, null, null, "measured: this plan has done it, once");
    }

    /** Of a step about which nothing is known. */
    public static StepTime unknown(String step, String why) {
      return new StepTime(step, null, null, null, why);
    }

    /** Of a step whose time was reckoned. */
    public static StepTime within(String step, Estimate seconds, String from) {
      return new StepTime(
          step, tenths(seconds.likely()), tenths(seconds.least()), tenths(seconds.most()), from);
    }

    /**
     * From the rates at which earlier runs did it.
     *
     * @param rates rows a second, above 0, at least one
     */
    public static StepTime ofRates(String step, long rows, List<Double> rates, String from) {
      List<Double> sorted = rates.stream().sorted().toList();
      double median = sorted.get(sorted.size() / 2);
      if (sorted.size() == 1) {
        return new StepTime(step, tenths(rows / median), null, null, from);
      }
      return new StepTime(
          step,
          tenths(rows / median),
          tenths(rows / sorted.get(sorted.size() - 1)),
          tenths(rows / sorted.get(0)),
          from);
    }

    private static double tenths(double seconds) {
      return Math.round(seconds * 10) / 10.0;
    }

    JsonObject toJson() {
      return JsonObject.builder()
          .put("step", step)
          .put("seconds", seconds)
          .put("least", least)
          .put("most", most)
          .put("from", from)
          .build();
    }

    static StepTime from(JsonObject json) {
      return new StepTime(
          json.get("step").asString(),
          json.findDouble("seconds"),
          json.findDouble("least"),
          json.findDouble("most"),
          json.get("from").asString());
    }
  }

  /**
   * @param neededBytes null where it is not known
   * @param freeBytes that are there for a run; null where they cannot be seen from here
   * @param from where the figures come from
   */
  public record Room(
      String place, @Nullable Long neededBytes, @Nullable Long freeBytes, String from) {
    /** Whether it is known to be too small. */
    public boolean isShort() {
      return neededBytes != null && freeBytes != null && neededBytes > freeBytes;
    }

    JsonObject toJson() {
      return JsonObject.builder()
          .put("place", place)
          .put("neededBytes", neededBytes)
          .put("freeBytes", freeBytes)
          .put("from", from)
          .build();
    }

    static Room from(JsonObject json) {
      return new Room(
          json.get("place").asString(),
          json.findLong("neededBytes"),
          json.findLong("freeBytes"),
          json.get("from").asString());
    }
  }
}
