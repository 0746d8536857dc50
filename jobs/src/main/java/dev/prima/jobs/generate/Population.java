package dev.prima.jobs.generate;

/**
 * What the tables of both profiles draw from: the network, the names of its agents, and who writes
 * to whom at what time. Not thread-safe, for its dice are shared.
 */
final class Population {
  /** 2025-01-01T00:00:00Z; no clock is ever asked. */
  static final long EPOCH = 1_735_689_600L;

  static final int DAY = 86_400;
  static final int DAYS = 180;
  static final long END = EPOCH + (long) DAYS * DAY;

  private static final double BROADCAST = 0.06;
  private static final double STRANGER = 0.06;
  private static final int NOBODY = -1;

  private final Network network;
  private final int messages;
  private final Dice dice;
  private final int idDigits;

  Population(Network network, int messages, long seed) {
    this.network = network;
    this.messages = messages;
    this.dice = new Dice(seed);
    this.idDigits = Math.max(6, Integer.toString(network.agents() - 1).length());
  }

  Network network() {
    return network;
  }

  int messages() {
    return messages;
  }

  Dice dice(Dice.Stream stream, long row) {
    return dice.at(stream, row);
  }

  /**
   * Dice for what differs between the copies of a row; about 40 % of later copies equal the first.
   */
  Dice dice(Dice.Stream stream, long row, int age) {
    return dice.at(stream, row * Placement.MAX_COPIES + age);
  }

  /** How old the state of a copy is: 0 the state of the first copy, else 1 or 2. */
  int age(Dice.Stream stream, int row, int copy) {
    return copy == 0 || dice.at(stream, -1L - row).chance(0.4) ? 0 : copy;
  }

  String agentId(int agent) {
    return Words.numbered("agent-", agent, idDigits);
  }

  String anyAgent(Dice from) {
    return agentId(from.below(network.agents()));
  }

  /** The message of this number; numbers grow with the day, hours follow the sender's. */
  Message message(int number) {
    dice.at(Dice.Stream.MESSAGE, number);
    boolean alone = network.edges() == 0;
    int edge = alone ? 0 : dice.below(network.edges());
    boolean forward = dice.chance(0.5);
    int one = alone ? dice.below(network.agents()) : network.first(edge);
    int other = alone ? NOBODY : network.second(edge);
    int from = forward || alone ? one : other;
    int to = forward || alone ? other : one;
    double kind = dice.unit();
    if (kind < BROADCAST) {
      to = NOBODY;
    } else if (kind < BROADCAST + STRANGER) {
      to = dice.below(network.agents());
    }
    // The sum of two dice: most messages fall around the sender's hour.
    int hour = (network.hour(from) + dice.below(5) + dice.below(5) + 20) % 24;
    long day = (long) number * DAYS / Math.max(1, messages);
    return new Message(from, to, EPOCH + day * DAY + hour * 3600L + dice.below(3600));
  }

  /**
   * @param to -1 for a broadcast
   * @param second seconds since the epoch
   */
  record Message(int from, int to, long second) {
    boolean broadcast() {
      return to == NOBODY;
    }
  }
}
