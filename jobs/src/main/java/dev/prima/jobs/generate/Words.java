package dev.prima.jobs.generate;

/** The vocabulary of generated rows, and cheap ways to write it: no formatter runs per row. */
final class Words {
  static final String[] HARMONIES = {
    "transparency", "coherence", "resonance", "agency", "vitality", "mutuality", "novelty"
  };

  /** The legacy region of each harmony, in the same order. */
  static final String[] REGIONS = {
    "sacred_north",
    "sacred_south",
    "sacred_east",
    "sacred_west",
    "sacred_center",
    "sacred_above",
    "sacred_below"
  };

  static final String[] MESSAGE_TYPES = {
    "greeting", "insight", "question", "gratitude", "work", "resonance"
  };

  private static final String[] FIRST = {
    "Amber", "Birch", "Cedar", "Dawn", "Ember", "Fern", "Glade", "Heron", "Iris", "Juniper",
        "Kestrel",
    "Linden", "Maple", "Nova", "Olive", "Pebble", "Quill", "Rowan", "Sage", "Thistle", "Umbra",
        "Vale",
    "Willow", "Yarrow", "Zephyr", "Ångström", "Élan", "Øre"
  };
  private static final String[] SECOND = {
    "Bridge", "Current", "Drift", "Echo", "Field", "Grove", "Harbor", "Island", "Lantern", "Meadow",
    "Needle", "Orbit", "Path", "Quarry", "River", "Signal", "Tide", "Valley", "Weaver", "Well"
  };
  private static final String[] OPENINGS = {
    "I noticed that ", "Could we look at how ", "Thank you for showing me that ", "It seems that ",
    "Before the next round, ", "As we agreed, ", "What if ", "Good morning: "
  };
  private static final String[] MIDDLES = {
    "the field near the river settles",
    "our shared work moves faster than the plan",
    "two of the smaller circles speak to each other",
    "the older crystals still carry the pattern",
    "nobody has answered the question about the bridge",
    "the measurements of last night agree with ours",
    "trust grows where we listen first",
    "the new agents find their place – slowly"
  };
  private static final String[] ENDINGS = {
    " when the hours align.", " and I would like to hear your view.", "; let us keep it so.",
    ", which nobody expected.", " since the last heartbeat.", " before we call it done.",
    ". More of this soon.", ", don't you think?"
  };

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Words() {}

  static String name(Dice dice) {
    return dice.pick(FIRST) + ' ' + dice.pick(SECOND);
  }

  /** 60 to 120 bytes of prose; {@code number} makes it one of its kind. */
  static String sentence(Dice dice, long number) {
    return dice.pick(OPENINGS) + dice.pick(MIDDLES) + dice.pick(ENDINGS) + " #" + number;
  }

  /** Hexadecimal digits, sixteen for each draw. */
  static String hex(Dice dice, int digits) {
    char[] text = new char[digits];
    long bits = 0;
    for (int i = 0; i < digits; i++) {
      bits = (i & 15) == 0 ? dice.next() : bits >>> 4;
      text[i] = HEX[(int) bits & 15];
    }
    return new String(text);
  }

  /** {@code prefix} and the number, padded with zeros so that text and numbers sort alike. */
  static String numbered(String prefix, long number, int digits) {
    String text = Long.toString(number);
    StringBuilder padded = new StringBuilder(prefix.length() + Math.max(digits, text.length()));
    padded.append(prefix);
    for (int i = text.length(); i < digits; i++) {
      padded.append('0');
    }
    return padded.append(text).toString();
  }

  /** A JSON array of texts that need no escapes. */
  static String jsonArray(String... texts) {
    return texts.length == 0 ? "[]" : "[\"" + String.join("\",\"", texts) + "\"]";
  }
}
