package dev.prima.jobs.source;

import dev.prima.jobs.source.TableWalk.Leaf;
import dev.prima.jobs.source.TreePage.Cell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteException;

/**
 * Makes a damaged copy of ours readable: what points to pages that are lost is taken out of the
 * b-trees of its tables, so that SQLite reads all that is left, and only that. Leaves below a lost
 * inner page are found again by their rowids, where there is no doubt whose they are. Indexes stay
 * as they are: rows are read without them.
 *
 * <p>The same copy gives the same outcome. Nothing of its schema is executed.
 */
final class Salvage {
  private static final int FREE_LIST = 32;
  private static final String SCHEMA = "sqlite_schema";

  private final Path copy;
  private final long wholeBytes;
  private final List<LostRows> lost = new ArrayList<>();

  private Salvage(Path copy, long wholeBytes) {
    this.copy = copy;
    this.wholeBytes = wholeBytes;
  }

  /** A table as the schema has it. */
  private record Root(String table, int page, boolean rowids, int columns) {}

  /** What SQLite says of a database: empty where it finds nothing, else its first finding. */
  static String check(Path file) throws SQLException {
    try (SQLiteConnection connection = SqliteConnections.openImmutable(file);
        Statement statement = connection.createStatement()) {
      // No expression of the file's is computed.
      statement.execute("PRAGMA ignore_check_constraints=ON");
      try (ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
        String found = row.next() ? row.getString(1) : "nothing";
        return found.equals("ok") ? "" : found;
      }
    } catch (SQLiteException e) {
      if (SqliteFailures.isDamage(e)) {
        return String.valueOf(e.getMessage());
      }
      throw e;
    }
  }

  /**
   * Mends a copy that {@link #check} found something in.
   *
   * @param wholeBytes size before it was filled up
   * @return what is lost of its tables, in the order of their names; empty where the damage is in
   *     indexes or free pages only
   */
  static List<LostRows> mend(Path copy, long wholeBytes) throws IOException, SQLException {
    Salvage salvage = new Salvage(copy, wholeBytes);
    salvage.schema();
    List<Root> roots = salvage.roots();
    salvage.tables(roots);
    return LostRows.joined(
        salvage.lost.stream().sorted(Comparator.comparing(LostRows::table)).toList());
  }

  /** The schema first: it says where the others begin. */
  private void schema() throws IOException {
    try (PageFile file = PageFile.open(copy, wholeBytes)) {
      TableWalk walk = new TableWalk(file, new BitSet(), SCHEMA, 1);
      walk.walk();
      finish(file, walk);
      file.finish();
    }
  }

  private void finish(PageFile file, TableWalk walk) throws IOException {
    if (!walk.whole()) {
      TreeBuild.over(file, walk.root(), walk.leaves());
      lost.addAll(walk.lost());
    }
  }

  private List<Root> roots() throws SQLException {
    List<Root> roots = new ArrayList<>();
    try (SQLiteConnection connection = SqliteConnections.openImmutable(copy);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT name, rootpage FROM sqlite_schema"
                    + " WHERE type = 'table' AND rootpage > 0 ORDER BY name")) {
      while (row.next()) {
        String table = row.getString(1);
        roots.add(
            new Root(
                table,
                row.getInt(2),
                SqliteSchemaReader.hasRowid(connection, table),
                columns(connection, table)));
      }
    }
    return roots;
  }

  private static int columns(SQLiteConnection connection, String table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT count(*) FROM pragma_table_xinfo(?) WHERE hidden <> 2")) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        return row.getInt(1);
      }
    }
  }

  private void tables(List<Root> roots) throws IOException, SQLException {
    List<Integer> indexes = indexes();
    try (PageFile file = PageFile.open(copy, wholeBytes)) {
      BitSet used = new BitSet();
      new TableWalk(file, used, SCHEMA, 1).walk();
      List<TableWalk> walks = new ArrayList<>();
      for (Root root : roots) {
        if (root.rowids()) {
          TableWalk walk = new TableWalk(file, used, root.table(), root.page());
          walk.walk();
          walks.add(walk);
        } else {
          withoutRowid(file, used, root);
        }
      }
      for (int index : indexes) {
        new IndexWalk(file, used, index, IndexWalk.CellSink.NONE).walk();
      }
      if (!walks.stream().allMatch(TableWalk::whole) && free(file, used)) {
        adopt(file, used, roots, walks);
      }
      for (TableWalk walk : walks) {
        finish(file, walk);
      }
      file.finish();
    }
  }

  private List<Integer> indexes() throws SQLException {
    List<Integer> indexes = new ArrayList<>();
    try (SQLiteConnection connection = SqliteConnections.openImmutable(copy);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT rootpage FROM sqlite_schema WHERE type = 'index' AND rootpage > 0"
                    + " ORDER BY name")) {
      while (row.next()) {
        indexes.add(row.getInt(1));
      }
    }
    return indexes;
  }

  /** Damaged ones are packed anew: their rows lie on inner pages, too. */
  private void withoutRowid(PageFile file, BitSet used, Root root) throws IOException {
    BitSet before = (BitSet) used.clone();
    List<Integer> pages = new IndexWalk(file, used, root.page(), IndexWalk.CellSink.NONE).walk();
    if (pages.isEmpty()) {
      return;
    }
    CellPack pack = new CellPack(file, new TreeBuild(file, root.page(), false));
    new IndexWalk(file, before, root.page(), pack).walk();
    pack.finish();
    lost.add(LostRows.of(root.table(), null, pages));
  }

  /** Marks pages that are free, which still hold what was deleted; whether all could be told. */
  private static boolean free(PageFile file, BitSet used) throws IOException {
    ByteBuffer first = ByteBuffer.wrap(file.read(1));
    int trunk = first.getInt(FREE_LIST);
    long left = first.getInt(FREE_LIST + 4) & 0xffffffffL;
    while (trunk != 0) {
      if (!file.has(trunk) || used.get(trunk)) {
        return false;
      }
      used.set(trunk);
      ByteBuffer page = ByteBuffer.wrap(file.read(trunk));
      long leaves = page.getInt(4) & 0xffffffffL;
      if (leaves > file.usable() / 4 - 2) {
        return false;
      }
      for (int i = 0; i < leaves; i++) {
        int leaf = page.getInt(8 + 4 * i);
        if (leaf > 0) {
          used.set(leaf);
        }
      }
      left -= leaves + 1;
      trunk = page.getInt(0);
    }
    return left == 0;
  }

  /** Gives leaves that nothing points to to the one table where they fit. */
  private static void adopt(PageFile file, BitSet used, List<Root> roots, List<TableWalk> walks)
      throws IOException {
    List<List<Leaf>> found = walks.stream().map(w -> (List<Leaf>) new ArrayList<Leaf>()).toList();
    int pages = file.pages();
    for (int number = 2; number <= pages; number++) {
      if (used.get(number)) {
        continue;
      }
      Stray stray = Stray.at(file, used, number);
      if (stray == null) {
        continue;
      }
      List<Integer> fitting = new ArrayList<>();
      for (int w = 0; w < walks.size(); w++) {
        if (walks.get(w).fits(stray.leaf()) && stray.columns() <= columns(roots, walks.get(w))) {
          fitting.add(w);
        }
      }
      if (fitting.size() > 1) {
        fitting =
            fitting.stream()
                .filter(w -> columns(roots, walks.get(w)) == stray.columns())
                .collect(Collectors.toList());
      }
      if (fitting.size() == 1) {
        found.get(fitting.get(0)).add(stray.leaf());
      }
    }
    for (int w = 0; w < walks.size(); w++) {
      walks.get(w).adopt(found.get(w));
    }
  }

  private static int columns(List<Root> roots, TableWalk walk) {
    return roots.stream()
        .filter(r -> r.table().equals(walk.table()))
        .mapToInt(Root::columns)
        .findFirst()
        .orElse(0);
  }

  /**
   * A leaf that nothing points to.
   *
   * @param columns most of a row
   */
  private record Stray(Leaf leaf, int columns) {
    /** The leaf on a page, or null where there is none, or one of which something is lost. */
    static @Nullable Stray at(PageFile file, BitSet used, int number) throws IOException {
      TreePage page =
          file.has(number) ? TreePage.of(number, file.read(number), file.usable()) : null;
      if (page == null || page.type() != TreePage.TABLE_LEAF || page.count() == 0) {
        return null;
      }
      Records records = new Records(file, used);
      List<@Nullable Cell> cells = page.cells();
      int columns = 0;
      for (int i = 0; i < cells.size(); i++) {
        Cell cell = cells.get(i);
        Cell before = i == 0 ? null : cells.get(i - 1);
        int here = cell == null ? -1 : records.columns(page, cell);
        if (here < 1 || before != null && before.rowid() >= Objects.requireNonNull(cell).rowid()) {
          return null;
        }
        columns = Math.max(columns, here);
      }
      return new Stray(
          new Leaf(
              number,
              Objects.requireNonNull(cells.get(0)).rowid(),
              Objects.requireNonNull(cells.get(cells.size() - 1)).rowid()),
          columns);
    }
  }
}
