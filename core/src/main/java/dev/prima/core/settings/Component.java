package dev.prima.core.settings;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** One key of a group, as its record component declares it. */
record Component(String key, Setting setting, Shape shape, RecordComponent declared) {
  private static final Pattern SENSITIVE =
      Pattern.compile("(?i).*(secret|passw|token|credential|access[._-]?key|private[._-]?key).*");

  /** In order of declaration. */
  static List<Component> of(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents()).map(Component::of).toList();
  }

  private static Component of(RecordComponent declared) {
    Setting setting = declared.getAnnotation(Setting.class);
    if (setting == null) {
      throw new IllegalStateException(declared + " needs @Setting");
    }
    String key = setting.name().isEmpty() ? Paths.kebab(declared.getName()) : setting.name();
    return new Component(key, setting, shape(declared.getGenericType(), setting), declared);
  }

  private static Shape shape(Type type, Setting setting) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == Optional.class) {
        return new Shape.OptionalOf(shape(arguments[0], setting));
      }
      if (generic.getRawType() == List.class) {
        return new Shape.ListOf(shape(arguments[0], setting), setting);
      }
      if (generic.getRawType() == Map.class
          && shape(arguments[1], setting) instanceof Shape.Value value) {
        return new Shape.MapOf(value);
      }
    } else if (type instanceof Class<?> plain) {
      Optional<TextType> text = TextType.find(plain);
      if (text.isPresent()) {
        return new Shape.Value(text.get(), setting);
      }
      if (plain.isRecord()) {
        return new Shape.Group(plain.asSubclass(Record.class));
      }
    }
    throw new IllegalStateException("no setting can have the type " + type);
  }

  /** Whether a property of this name holds a secret by the looks of it. */
  static boolean isSensitive(String name) {
    return SENSITIVE.matcher(name).matches();
  }

  Object of(Object owner) {
    try {
      return declared.getAccessor().invoke(owner);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + declared, e);
    }
  }
}
