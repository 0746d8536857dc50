package dev.prima.jobs.mapping;

import dev.prima.core.error.PrimaException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is wrong with mapping files, all of it, so that it can be said at once. Not thread-safe. */
final class Problems {
  private final List<String> found = new ArrayList<>();

  /** Keeps a problem and goes on. */
  void add(PrimaException problem) {
    if (problem.error() != MappingError.INVALID) {
      throw problem;
    }
    found.add(String.valueOf(problem.getMessage()).substring(problem.error().code().length() + 1));
  }

  /** What a reading gives; null where there is a problem, which is kept. */
  <T> @Nullable T attempt(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (PrimaException e) {
      add(e);
      return null;
    }
  }

  /** The same of what gives nothing. */
  void check(Runnable reading) {
    try {
      reading.run();
    } catch (PrimaException e) {
      add(e);
    }
  }

  boolean none() {
    return found.isEmpty();
  }

  /** Says all of them, if there is any. */
  void raise() {
    if (found.isEmpty()) {
      return;
    }
    List<String> each = found.stream().distinct().toList();
    throw new PrimaException(
        MappingError.INVALID,
        each.size() == 1
            ? each.get(0)
            : "The mapping has " + each.size() + " problems:\n  " + String.join("\n  ", each));
  }
}
