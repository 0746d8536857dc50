package dev.prima.core.mapping;

import java.util.List;

/** What makes two rows copies of one row. */
public sealed interface Identity extends java.io.Serializable {
  /** The columns that are compared. */
  List<String> columns();

  /**
   * By a key that is global.
   *
   * @param unordered whether the columns are ends of a pair, so that (a, b) and (b, a) are one
   */
  record Key(List<String> columns, boolean unordered) implements Identity {
    public Key {
      columns = List.copyOf(columns);
    }
  }

  /**
   * By content, where ids are local to a file: rows that agree in these columns are one row as
   * often as the file that has it most often has it.
   */
  record Content(List<String> columns) implements Identity {
    public Content {
      columns = List.copyOf(columns);
    }
  }
}
