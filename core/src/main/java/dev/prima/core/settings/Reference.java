package dev.prima.core.settings;

import java.util.ArrayList;
import java.util.List;

/** Writes the documentation of keys as a config that can be copied and read. */
final class Reference {
  private static final int WIDTH = 100;

  private final YamlText out = new YamlText();

  String of(Class<? extends Record> type) {
    for (Component component : Component.of(type)) {
      out.line("");
      key(component);
    }
    return out.toString();
  }

  private void keys(Shape.Group group) {
    Component.of(group.type()).forEach(this::key);
  }

  private void key(Component component) {
    Setting setting = component.setting();
    Shape shape = component.shape();
    boolean optional = shape instanceof Shape.OptionalOf;
    Shape present = shape instanceof Shape.OptionalOf wrapped ? wrapped.present() : shape;
    comment(setting.doc());
    if (present instanceof Shape.Group group) {
      out.group(component.key(), () -> keys(group));
    } else if (present instanceof Shape.ListOf list
        && list.element() instanceof Shape.Group group) {
      out.group(component.key(), () -> out.element(() -> keys(group)));
    } else {
      boolean required =
          !optional && setting.byDefault().isEmpty() && !isEmptyAllowed(present, setting);
      comment(
          "Expects "
              + present.expects()
              + (required
                  ? "; required."
                  : optional
                      ? "; may be left out."
                      : "; default " + byDefault(present, setting) + "."));
      String value = optional || required ? setting.example() : byDefault(present, setting);
      out.line((optional ? "# " : "") + component.key() + ": " + value);
      if (!optional && !required && !setting.example().isEmpty()) {
        out.line("# for instance " + component.key() + ": " + setting.example());
      }
    }
  }

  private static boolean isEmptyAllowed(Shape shape, Setting setting) {
    return !(shape instanceof Shape.Value) && !setting.required();
  }

  private static String byDefault(Shape shape, Setting setting) {
    if (setting.byDefault().isEmpty()) {
      return shape instanceof Shape.MapOf ? "{}" : "[]";
    }
    Shape element = shape instanceof Shape.ListOf list ? list.element() : shape;
    if (element instanceof Shape.Value value && value.type().plain()) {
      return setting.byDefault();
    }
    String text = YamlText.scalar(setting.byDefault());
    return shape instanceof Shape.ListOf ? "[" + text + "]" : text;
  }

  private void comment(String text) {
    List<String> words = new ArrayList<>(List.of(text.split(" ")));
    StringBuilder line = new StringBuilder("#");
    for (String word : words) {
      if (line.length() + 1 + word.length() > WIDTH - out.width()) {
        out.line(line.toString());
        line = new StringBuilder("#");
      }
      line.append(' ').append(word);
    }
    out.line(line.toString());
  }
}
