package dev.prima.core.partition;

/**
 * What one cluster or part takes in during a round: those who ask, best first, while they fit into
 * the room that it had when the round began. What leaves in the same round makes no room, so no
 * order of events can overfill it.
 *
 * @see "Ugander and Backstrom, Balanced label propagation for partitioning massive graphs (WSDM
 *     2013)"
 */
public final class Intake {
  private long room;

  /** With this much room; none if it is negative. */
  public Intake(long room) {
    this.room = room;
  }

  /** Whether the next one fits; if so, it has taken its place. */
  public boolean admit(long weight) {
    if (weight > room) {
      return false;
    }
    room -= weight;
    return true;
  }
}
