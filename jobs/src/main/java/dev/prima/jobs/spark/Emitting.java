package dev.prima.jobs.spark;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Turns elements into any number of others, one element at a time, so that a task holds only what
 * it has not given away yet.
 */
public abstract class Emitting<I, O> implements Iterator<O> {
  private final Iterator<I> input;
  private final Deque<O> ready = new ArrayDeque<>();
  private boolean ended;

  protected Emitting(Iterator<I> input) {
    this.input = input;
  }

  /** Takes an element in and emits what is complete. */
  protected abstract void take(I element);

  /** Emits what is left. */
  protected void end() {}

  protected final void emit(O output) {
    ready.add(output);
  }

  @Override
  public final boolean hasNext() {
    while (ready.isEmpty() && !ended) {
      if (input.hasNext()) {
        take(input.next());
      } else {
        end();
        ended = true;
      }
    }
    return !ready.isEmpty();
  }

  @Override
  public final O next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }
}
