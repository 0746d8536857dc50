package dev.prima.core.partition;

import java.util.Arrays;

/**
 * The best assignment of rows to columns, one to one: the Hungarian method with potentials, O(n³).
 * Among assignments of equal worth the outcome depends on the matrix alone.
 *
 * @see "Kuhn, The Hungarian method for the assignment problem (1955); Jonker and Volgenant, A
 *     shortest augmenting path algorithm (1987)"
 */
public final class Assignment {
  private Assignment() {}

  /**
   * The column of each row so that the sum of the worths is the largest possible.
   *
   * @param worth a square matrix of numbers between 0 and 2^60 divided by its size
   */
  public static int[] most(long[][] worth) {
    int size = worth.length;
    // One row and column more, numbered 0, stand for "not assigned".
    long[] rowPotential = new long[size + 1];
    long[] columnPotential = new long[size + 1];
    int[] rowOf = new int[size + 1];
    int[] cameFrom = new int[size + 1];
    for (int row = 1; row <= size; row++) {
      rowOf[0] = row;
      long[] slack = new long[size + 1];
      Arrays.fill(slack, Long.MAX_VALUE);
      boolean[] reached = new boolean[size + 1];
      int column = 0;
      do {
        reached[column] = true;
        int current = rowOf[column];
        long least = Long.MAX_VALUE;
        int next = 0;
        for (int c = 1; c <= size; c++) {
          if (reached[c]) {
            continue;
          }
          long reduced = -worth[current - 1][c - 1] - rowPotential[current] - columnPotential[c];
          if (reduced < slack[c]) {
            slack[c] = reduced;
            cameFrom[c] = column;
          }
          if (slack[c] < least) {
            least = slack[c];
            next = c;
          }
        }
        for (int c = 0; c <= size; c++) {
          if (reached[c]) {
            rowPotential[rowOf[c]] += least;
            columnPotential[c] -= least;
          } else {
            slack[c] -= least;
          }
        }
        column = next;
      } while (rowOf[column] != 0);
      while (column != 0) {
        int previous = cameFrom[column];
        rowOf[column] = rowOf[previous];
        column = previous;
      }
    }
    int[] columnOf = new int[size];
    for (int column = 1; column <= size; column++) {
      columnOf[rowOf[column] - 1] = column - 1;
    }
    return columnOf;
  }
}
