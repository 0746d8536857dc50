package dev.prima.jobs.run;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.prima.jobs.embedded.EmbeddedServices.PostgresServer;
import dev.prima.jobs.embedded.EmbeddedStores;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that stands in both stores, read by plain SQL and CQL. */
public final class Contents {
  private static final String ANY_RUN =
      "(to_jsonb(t) - 'run_id' - 'first_seen' - 'superseded_at')::text";

  private Contents() {}

  /** A digest of every table's rows but the ledger's, by store and table. */
  public static Map<String, String> of(List<PostgresServer> nodes, String keyspace) {
    return of(nodes, keyspace, "t::text");
  }

  /** The same without what differs from run to run: its id, and when it first saw a file. */
  public static Map<String, String> ofAnyRun(List<PostgresServer> nodes, String keyspace) {
    return of(nodes, keyspace, ANY_RUN);
  }

  /** The nodes' part of that. */
  static Map<String, String> ofNodes(List<PostgresServer> nodes) {
    return ofNodes(nodes, ANY_RUN);
  }

  private static Map<String, String> ofNodes(List<PostgresServer> nodes, String rowText) {
    Map<String, String> contents = new TreeMap<>();
    for (PostgresServer node : nodes) {
      for (String table :
          Query.texts(
              node.jdbcUrl(),
              "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid ="
                  + " relnamespace WHERE nspname IN ('prima', 'legacy') AND relkind IN ('r', 'p')"
                  + " AND NOT relispartition AND relname <> 'migration_ledger'")) {
        contents.put(
            node.name() + " " + table,
            Query.texts(
                    node.jdbcUrl(),
                    "SELECT count(*) || ' ' || md5(coalesce(string_agg("
                        + rowText
                        + ", '\n' ORDER BY "
                        + rowText
                        + " COLLATE \"C\"), '')) FROM "
                        + table
                        + " t")
                .get(0));
      }
    }
    return contents;
  }

  private static Map<String, String> of(
      List<PostgresServer> nodes, String keyspace, String rowText) {
    Map<String, String> contents = ofNodes(nodes, rowText);
    try (CqlSession session = EmbeddedStores.openCql()) {
      session
          .getMetadata()
          .getKeyspace(keyspace)
          .orElseThrow()
          .getTables()
          .keySet()
          .forEach(
              table ->
                  contents.put(
                      "cassandra " + table.asInternal(),
                      String.join(
                          "\n",
                          session.execute("SELECT * FROM " + keyspace + "." + table).all().stream()
                              .map(Row::getFormattedContents)
                              .sorted()
                              .toList())));
    }
    return contents;
  }
}
