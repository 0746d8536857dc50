package dev.prima.core.json;

import java.util.Arrays;

/**
 * Writes the canonical form of one text while reading it, without a tree: members are written as
 * they come, and moved only where they were not in order already. Not thread-safe.
 */
final class CanonicalJson {
  /** So few members are sorted faster by insertion. */
  private static final int FEW = 16;

  private final JsonScanner in;
  private final StringBuilder out;

  CanonicalJson(String text) {
    this.in = new JsonScanner(text, JsonScanner.Strings.STORABLE);
    this.out = new StringBuilder(text.length());
  }

  String document() {
    value(0);
    in.end();
    return out.toString();
  }

  private void value(int depth) {
    char c = in.peek();
    switch (c) {
      case '{' -> object(depth + 1);
      case '[' -> array(depth + 1);
      case '"' -> in.copyString(out);
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> {
        if (c != '-' && (c < '0' || c > '9')) {
          throw in.error("a value is expected");
        }
        int start = in.position();
        in.number();
        CanonicalNumber.write(in.text, start, in.position(), out);
      }
    }
  }

  private void word(String word) {
    in.word(word);
    out.append(word);
  }

  private void array(int depth) {
    open('[', depth);
    if (!in.skip(']')) {
      value(depth);
      while (in.skip(',')) {
        out.append(',');
        value(depth);
      }
      in.expect(']');
    }
    out.append(']');
  }

  private void object(int depth) {
    open('{', depth);
    if (in.skip('}')) {
      out.append('}');
      return;
    }
    Member[] members = new Member[8];
    int count = 0;
    boolean ordered = true;
    int start = out.length();
    do {
      if (count > 0) {
        out.append(',');
      }
      String name = in.string();
      int from = out.length();
      JsonWriter.quote(name, out);
      in.expect(':');
      out.append(':');
      value(depth);
      if (count == members.length) {
        members = Arrays.copyOf(members, count * 2);
      }
      members[count] = new Member(name, from - start, out.length() - start);
      ordered &= count == 0 || members[count - 1].compareTo(members[count]) < 0;
      count++;
    } while (in.skip(','));
    in.expect('}');
    if (!ordered) {
      reorder(members, count, start);
    }
    out.append('}');
  }

  private void open(char bracket, int depth) {
    in.expect(bracket);
    if (depth > JsonScanner.MAX_DEPTH) {
      throw in.error("nested deeper than " + JsonScanner.MAX_DEPTH);
    }
    out.append(bracket);
  }

  private void reorder(Member[] members, int count, int start) {
    String written = out.substring(start);
    out.setLength(start);
    // A stable sort: of members with one name, the last one read stands last and wins.
    sort(members, count);
    for (int i = 0; i < count; i++) {
      if (i + 1 < count && members[i].name.equals(members[i + 1].name)) {
        continue;
      }
      if (out.length() > start) {
        out.append(',');
      }
      out.append(written, members[i].from, members[i].to);
    }
  }

  private static void sort(Member[] members, int count) {
    if (count > FEW) {
      Arrays.sort(members, 0, count);
      return;
    }
    for (int i = 1; i < count; i++) {
      Member moved = members[i];
      int to = i;
      for (; to > 0 && members[to - 1].compareTo(moved) > 0; to--) {
        members[to] = members[to - 1];
      }
      members[to] = moved;
    }
  }

  private static final class Member implements Comparable<Member> {
    final String name;
    final int from;
    final int to;

    Member(String name, int from, int to) {
      this.name = name;
      this.from = from;
      this.to = to;
    }

    /** By code point, which for pairs of surrogates is not the order of chars. */
    @Override
    public int compareTo(Member other) {
      int shared = Math.min(name.length(), other.name.length());
      for (int i = 0; i < shared; i++) {
        char a = name.charAt(i);
        char b = other.name.charAt(i);
        if (a != b) {
          boolean surrogateA = Character.isSurrogate(a);
          return surrogateA == Character.isSurrogate(b)
              ? Character.compare(a, b)
              : surrogateA ? 1 : -1;
        }
      }
      return Integer.compare(name.length(), other.name.length());
    }
  }
}
