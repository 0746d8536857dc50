package dev.prima.core.mapping;

import java.util.List;

/** What makes two rows copies of one row. */
public sealed interface Identity extends java.io.Serializable {
  /** The columns that are compared. */
  List<String> columns();

  /** Whether rows that agree may stand several times. */
  boolean byContent();

  /**
   * By a key that is global.
   *
   * @param unordered whether the columns are ends of a pair, so that (a, b) and (b, a) are one
   */
  record Key(List<String> columns, boolean unordered) implements Identity {
    public Key {
      columns = List.copyOf(columns);
    }

    @Override
    public boolean byContent() {
      return false;
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

    @Override
    public boolean byContent() {
      return true;
    }
  }

  /**
   * By another identity, but among the rows of one file only: rows of different files are never
   * one.
   *
   * @param file path of the source
   */
  record WithinFile(Identity rows, String file) implements Identity {
    @Override
    public List<String> columns() {
      return rows.columns();
    }

    @Override
    public boolean byContent() {
      return rows.byContent();
    }
  }
}
