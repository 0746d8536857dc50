package dev.prima.jobs.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Numbers sources for lineage, the same on all nodes: {@code prima.migration_sources}. A source
 * that is known by its path and SHA-256 keeps its number, a new one gets the next that no node has
 * given away. To be called under the {@link RunLock}.
 */
public final class SourceIds {
  private SourceIds() {}

  /**
   * @param profiles that claim tables of it
   */
  public record SourceFile(String path, String sha256, List<String> profiles) {
    public SourceFile {
      profiles = List.copyOf(profiles);
    }
  }

  private record Fingerprint(String path, String sha256) {}

  /**
   * Assigns and writes down.
   *
   * @param nodes the first is home and decides
   * @return the id by the index of the file in the list
   * @throws dev.prima.core.error.PrimaException {@link PostgresError#SOURCES_DIFFER}
   */
  public static Map<Integer, Integer> assign(
      List<PostgresNode> nodes, List<SourceFile> files, String runId) {
    Map<Fingerprint, Integer> known = new LinkedHashMap<>();
    Map<Integer, Fingerprint> owners = new HashMap<>();
    for (PostgresNode node : nodes) {
      Map<Fingerprint, Integer> standing = node.call("read the sources", SourceIds::read);
      for (Map.Entry<Fingerprint, Integer> entry : standing.entrySet()) {
        Fingerprint owner = owners.putIfAbsent(entry.getValue(), entry.getKey());
        Integer id = known.putIfAbsent(entry.getKey(), entry.getValue());
        if (owner != null && !owner.equals(entry.getKey())
            || id != null && !id.equals(entry.getValue())) {
          throw PostgresError.SOURCES_DIFFER.on(
              node.name(), "prima.migration_sources, source_id " + entry.getValue());
        }
      }
    }
    int next = owners.keySet().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
    Map<Integer, Integer> assigned = new LinkedHashMap<>();
    for (int i = 0; i < files.size(); i++) {
      Fingerprint fingerprint = new Fingerprint(files.get(i).path(), files.get(i).sha256());
      Integer id = known.get(fingerprint);
      if (id == null) {
        id = next++;
        known.put(fingerprint, id);
      }
      assigned.put(i, id);
    }
    for (PostgresNode node : nodes) {
      node.transaction(
          "write the sources", connection -> write(connection, files, assigned, runId));
    }
    return assigned;
  }

  private static boolean stand(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet standing =
            sql.executeQuery("SELECT to_regclass('prima.migration_sources') IS NOT NULL")) {
      return standing.next() && standing.getBoolean(1);
    }
  }

  /** The numbers of sources that any of these profiles claims; none before the first migration. */
  public static List<Integer> withProfiles(PostgresNode node, List<String> profiles) {
    return node.call(
        "read the sources",
        connection -> {
          List<Integer> ids = new ArrayList<>();
          if (!stand(connection)) {
            return ids;
          }
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT source_id FROM prima.migration_sources"
                      + " WHERE string_to_array(profiles, ',') && ?::text[]")) {
            query.setArray(1, connection.createArrayOf("text", profiles.toArray()));
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                ids.add(row.getInt(1));
              }
            }
          }
          return ids;
        });
  }

  /**
   * The numbers under which files of these paths are known, whatever they held; none before the
   * first migration.
   */
  public static Set<Integer> ofFiles(PostgresNode node, List<String> paths) {
    return node.call(
        "read the sources",
        connection -> {
          Set<Integer> ids = new HashSet<>();
          if (!stand(connection)) {
            return ids;
          }
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT source_id FROM prima.migration_sources WHERE file = ANY (?)")) {
            query.setArray(1, connection.createArrayOf("text", paths.toArray()));
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                ids.add(row.getInt(1));
              }
            }
          }
          return ids;
        });
  }

  /**
   * The numbers under which earlier contents of files are known: of their paths, but with another
   * SHA-256 than they have now. None before the first migration.
   *
   * @return the index of the file in the list by the number
   */
  public static Map<Integer, Integer> ofEarlier(PostgresNode node, List<SourceFile> files) {
    Map<String, Integer> index = new HashMap<>();
    for (int i = 0; i < files.size(); i++) {
      index.put(files.get(i).path(), i);
    }
    Map<Fingerprint, Integer> standing =
        node.call("read the sources", c -> stand(c) ? read(c) : Map.of());
    Map<Integer, Integer> earlier = new HashMap<>();
    standing.forEach(
        (source, id) -> {
          Integer file = index.get(source.path());
          if (file != null && !files.get(file).sha256().equals(source.sha256())) {
            earlier.put(id, file);
          }
        });
    return earlier;
  }

  /**
   * The numbers under which sources are known; a source that has changed since it was migrated has
   * none.
   *
   * @return the id by the index of the file in the list
   */
  public static Map<Integer, Integer> known(PostgresNode node, List<SourceFile> files) {
    Map<Fingerprint, Integer> standing =
        node.call("read the sources", c -> stand(c) ? read(c) : Map.of());
    Map<Integer, Integer> ids = new HashMap<>();
    for (int i = 0; i < files.size(); i++) {
      Integer id = standing.get(new Fingerprint(files.get(i).path(), files.get(i).sha256()));
      if (id != null) {
        ids.put(i, id);
      }
    }
    return ids;
  }

  /**
   * The numbers under which files of these paths were known first, whatever they held then; a file
   * that never was has none.
   *
   * @return the id by the index of the file in the list
   */
  public static Map<Integer, Integer> first(PostgresNode node, List<SourceFile> files) {
    Map<String, Integer> first = new HashMap<>();
    files(node).forEach((id, file) -> first.merge(file, id, Math::min));
    Map<Integer, Integer> ids = new HashMap<>();
    for (int i = 0; i < files.size(); i++) {
      Integer id = first.get(files.get(i).path());
      if (id != null) {
        ids.put(i, id);
      }
    }
    return ids;
  }

  /** The paths of all sources by their numbers; none before the first migration. */
  public static Map<Integer, String> files(PostgresNode node) {
    Map<Integer, String> files = new HashMap<>();
    node.call("read the sources", c -> stand(c) ? read(c) : Map.<Fingerprint, Integer>of())
        .forEach((fingerprint, id) -> files.put(id, fingerprint.path()));
    return files;
  }

  private static Map<Fingerprint, Integer> read(Connection connection) throws SQLException {
    Map<Fingerprint, Integer> standing = new LinkedHashMap<>();
    try (Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT source_id, file, sha256 FROM prima.migration_sources ORDER BY source_id")) {
      while (row.next()) {
        standing.put(new Fingerprint(row.getString(2), row.getString(3)), row.getInt(1));
      }
    }
    return standing;
  }

  private static int write(
      Connection connection, List<SourceFile> files, Map<Integer, Integer> ids, String runId)
      throws SQLException {
    int written = 0;
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO prima.migration_sources (source_id, file, sha256, profiles, run_id)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
      for (Map.Entry<Integer, Integer> entry : ids.entrySet()) {
        SourceFile file = files.get(entry.getKey());
        insert.setInt(1, entry.getValue());
        insert.setString(2, file.path());
        insert.setString(3, file.sha256());
        insert.setString(4, String.join(",", file.profiles()));
        insert.setString(5, runId);
        insert.addBatch();
        if (++written % 1000 == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
    return written;
  }
}
