package dev.prima.jobs.generate;

import java.util.Arrays;

/**
 * Which rows of a table stand in which file, and as which copy: a row stands in one to three files
 * (half of them in one), each time as copy 0, 1 or 2. With one file every row stands in it once.
 * Immutable; 8 bytes a copy where there are several files.
 */
final class Placement {
  static final int MAX_COPIES = 3;

  private final long[] entries;
  private final int[] starts;

  private Placement(long[] entries, int[] starts) {
    this.entries = entries;
    this.starts = starts;
  }

  /**
   * @param salt tells tables apart, so that they are not spread alike
   */
  static Placement of(int rows, int files, int salt, Dice dice) {
    if (files == 1) {
      return new Placement(new long[0], new int[] {0, rows});
    }
    int[] starts = new int[files + 1];
    for (int row = 0; row < rows; row++) {
      Spread spread = spread(row, files, salt, dice);
      for (int copy = 0; copy < spread.copies; copy++) {
        starts[(spread.home + copy) % files + 1]++;
      }
    }
    for (int file = 0; file < files; file++) {
      starts[file + 1] = Math.addExact(starts[file], starts[file + 1]);
    }
    long[] entries = new long[starts[files]];
    int[] next = Arrays.copyOf(starts, files);
    for (int row = 0; row < rows; row++) {
      Spread spread = spread(row, files, salt, dice);
      for (int copy = 0; copy < spread.copies; copy++) {
        entries[next[(spread.home + copy) % files]++] = (long) row << 2 | copy;
      }
    }
    return new Placement(entries, starts);
  }

  int rows(int file) {
    return starts[file + 1] - starts[file];
  }

  /** The number of the row that stands at this position of the file. */
  int row(int file, int position) {
    return whole() ? position : (int) (entries[starts[file] + position] >>> 2);
  }

  int copy(int file, int position) {
    return whole() ? 0 : (int) entries[starts[file] + position] & 3;
  }

  private boolean whole() {
    return starts.length == 2;
  }

  private static Spread spread(int row, int files, int salt, Dice dice) {
    dice.at(Dice.Stream.PLACEMENT, (long) salt << 32 | row);
    int home = dice.below(files);
    double how = dice.unit();
    int copies = how < 0.5 ? 1 : how < 0.8 ? 2 : MAX_COPIES;
    return new Spread(home, Math.min(copies, files));
  }

  private record Spread(int home, int copies) {}
}
