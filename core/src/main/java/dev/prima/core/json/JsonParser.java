package dev.prima.core.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds the tree of one text. Not thread-safe. */
final class JsonParser {
  private final JsonScanner in;
  private final Json.Duplicates duplicates;

  JsonParser(String text, Json.Duplicates duplicates) {
    this.in = new JsonScanner(text, JsonScanner.Strings.ANY);
    this.duplicates = duplicates;
  }

  JsonValue document() {
    JsonValue value = value(0);
    in.end();
    return value;
  }

  private JsonValue value(int depth) {
    char c = in.peek();
    switch (c) {
      case '{':
        return object(depth + 1);
      case '[':
        return array(depth + 1);
      case '"':
        return new JsonValue.JsonString(in.string());
      case 't':
        in.word("true");
        return new JsonValue.JsonBoolean(true);
      case 'f':
        in.word("false");
        return new JsonValue.JsonBoolean(false);
      case 'n':
        in.word("null");
        return JsonValue.JsonNull.NULL;
      default:
        if (c != '-' && (c < '0' || c > '9')) {
          throw in.error("a value is expected");
        }
        int start = in.position();
        in.number();
        return new JsonValue.JsonNumber(in.text.substring(start, in.position()));
    }
  }

  private JsonValue object(int depth) {
    in.expect('{');
    if (depth > JsonScanner.MAX_DEPTH) {
      throw in.error("nested deeper than " + JsonScanner.MAX_DEPTH);
    }
    Map<String, JsonValue> members = new LinkedHashMap<>();
    if (in.skip('}')) {
      return new JsonValue.JsonObject(members);
    }
    do {
      String name = in.string();
      if (duplicates == Json.Duplicates.REFUSED && members.containsKey(name)) {
        throw in.error("a member stands twice");
      }
      in.expect(':');
      members.put(name, value(depth));
    } while (in.skip(','));
    in.expect('}');
    return new JsonValue.JsonObject(members);
  }

  private JsonValue array(int depth) {
    in.expect('[');
    if (depth > JsonScanner.MAX_DEPTH) {
      throw in.error("nested deeper than " + JsonScanner.MAX_DEPTH);
    }
    List<JsonValue> elements = new ArrayList<>();
    if (in.skip(']')) {
      return new JsonValue.JsonArray(elements);
    }
    do {
      elements.add(value(depth));
    } while (in.skip(','));
    in.expect(']');
    return new JsonValue.JsonArray(elements);
  }
}
