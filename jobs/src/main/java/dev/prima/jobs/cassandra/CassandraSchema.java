package dev.prima.jobs.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.schema.ClusteringOrder;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.GlobalShape.Clustering;
import dev.prima.core.mapping.TargetTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keyspace and its tables. Making them is idempotent: what stands and is ours is left alone, so
 * that a role without the right to create needs none. Tables carry a comment that says who made
 * them.
 */
public final class CassandraSchema {
  /** The comment of every table that we make. */
  public static final String MADE_BY = "made by PRIMA Migrate";

  private static final Duration DDL = Duration.ofMinutes(2);

  private final CassandraCluster.Keyspace keyspace;
  private final List<GlobalTable> tables;

  private CassandraSchema(CassandraCluster.Keyspace keyspace, List<GlobalTable> tables) {
    this.keyspace = keyspace;
    this.tables = tables;
  }

  /**
   * @param targets the target model; tables without a place in the global store are passed over
   */
  public static CassandraSchema of(CassandraCluster cluster, List<TargetTable> targets) {
    return new CassandraSchema(cluster.keyspace(), GlobalTable.among(targets));
  }

  public List<GlobalTable> tables() {
    return tables;
  }

  /** All that would be executed in an empty cluster, in order. */
  public List<String> ddl() {
    List<String> ddl = new ArrayList<>();
    ddl.add(createKeyspace());
    tables.forEach(table -> ddl.add(createTable(table)));
    return ddl;
  }

  /** What {@link #make} would execute in this cluster; empty where all stands. */
  public List<String> pending(CqlSession session) {
    CqlIdentifier name = identifier(keyspace.name());
    List<String> ddl = new ArrayList<>();
    if (standing(session) == null || !isKnown(session, name)) {
      ddl.add(createKeyspace());
    }
    for (GlobalTable table : tables) {
      if (!table.stands(session, name)) {
        ddl.add(createTable(table));
      }
    }
    return ddl;
  }

  /** Told by whether it is the keyspace or a table of it that a node misses. */
  private boolean isKnown(CqlSession session, CqlIdentifier keyspace) {
    return tables.stream()
        .limit(1)
        .flatMap(table -> table.unknown(session, keyspace).stream())
        .noneMatch(missing -> missing.toLowerCase(Locale.ROOT).startsWith("keyspace "));
  }

  /** What stands in the way, one sentence each; empty where nothing does. Changes nothing. */
  public List<String> obstacles(CqlSession session) {
    KeyspaceMetadata standing = standing(session);
    List<String> obstacles = new ArrayList<>();
    if (standing != null) {
      for (GlobalTable table : tables) {
        standing
            .getTable(identifier(table.name()))
            .ifPresent(found -> compare(table, found, obstacles));
      }
    }
    return obstacles;
  }

  /**
   * Makes what is missing. Throws {@link CassandraError#FOREIGN_TABLE} before anything is made
   * where a table stands that is not ours, {@link CassandraError#PERMISSION}, {@link
   * CassandraError#SCHEMA_REFUSED} and {@link CassandraError#UNREACHABLE}; tables made until then
   * stay.
   */
  public void make(CqlSession session) {
    List<String> obstacles = obstacles(session);
    if (!obstacles.isEmpty()) {
      throw new PrimaException(
          CassandraError.FOREIGN_TABLE,
          String.join("; ", obstacles)
              + ". Set global.keyspace to another name, or move what stands there");
    }
    List<String> statements = pending(session);
    // After each statement the driver would wait a second and read the whole schema again.
    session.setSchemaMetadataEnabled(false);
    try {
      for (String statement : statements) {
        execute(session, statement);
      }
    } finally {
      session.setSchemaMetadataEnabled(null);
    }
  }

  private void execute(CqlSession session, String statement) {
    try {
      session.execute(SimpleStatement.newInstance(statement).setTimeout(DDL));
    } catch (UnauthorizedException e) {
      throw new PrimaException(
          CassandraError.PERMISSION,
          "Cassandra does not let us make the schema of keyspace "
              + keyspace.name()
              + ": "
              + e.getMessage()
              + ". Grant it, or have an administrator execute what plan shows",
          e);
    } catch (QueryValidationException e) {
      throw new PrimaException(
          CassandraError.SCHEMA_REFUSED,
          "Cassandra refuses `" + statement + "`: " + e.getMessage() + "; check global.replication",
          e);
    } catch (DriverException e) {
      throw new PrimaException(
          CassandraError.UNREACHABLE,
          "Cassandra did not answer to `"
              + statement
              + "`: "
              + e.getMessage()
              + "; see whether it is up, then resume",
          e);
    }
  }

  private @Nullable KeyspaceMetadata standing(CqlSession session) {
    return session.refreshSchema().getKeyspace(identifier(keyspace.name())).orElse(null);
  }

  private void compare(GlobalTable table, TableMetadata found, List<String> obstacles) {
    String name = keyspace.name() + "." + table.name();
    Object comment = found.getOptions().get(CqlIdentifier.fromInternal("comment"));
    if (!MADE_BY.equals(comment)) {
      obstacles.add("Table " + name + " stands in Cassandra already and was not made by us");
    } else if (!columns(found).equals(columns(table))) {
      obstacles.add(
          "Table "
              + name
              + " stands in Cassandra with other columns or another key: expected "
              + columns(table)
              + ", found "
              + columns(found));
    }
  }

  /** Columns and types by name, the key last. */
  private static Map<String, String> columns(GlobalTable table) {
    Map<String, String> columns = new TreeMap<>();
    table.columns().forEach(column -> columns.put(column.name(), column.type().cql()));
    Map<String, String> described = new LinkedHashMap<>(columns);
    described.put(
        "PRIMARY KEY",
        table.shape().partitionKey()
            + " "
            + table.shape().clustering().stream()
                .map(each -> each.column() + (each.descending() ? " DESC" : " ASC"))
                .toList());
    return described;
  }

  private static Map<String, String> columns(TableMetadata table) {
    Map<String, String> columns = new TreeMap<>();
    table
        .getColumns()
        .forEach(
            (name, column) -> columns.put(name.asInternal(), column.getType().asCql(true, true)));
    Map<String, String> described = new LinkedHashMap<>(columns);
    List<String> clustering = new ArrayList<>();
    for (Map.Entry<ColumnMetadata, ClusteringOrder> each :
        table.getClusteringColumns().entrySet()) {
      clustering.add(each.getKey().getName().asInternal() + " " + each.getValue());
    }
    described.put(
        "PRIMARY KEY",
        table.getPartitionKey().stream().map(each -> each.getName().asInternal()).toList()
            + " "
            + clustering);
    return described;
  }

  private String createKeyspace() {
    return "CREATE KEYSPACE IF NOT EXISTS "
        + quoted(keyspace.name())
        + " WITH replication = {"
        + keyspace.replication().entrySet().stream()
            .map(each -> literal(each.getKey()) + ": " + literal(each.getValue()))
            .collect(Collectors.joining(", "))
        + "}";
  }

  private String createTable(GlobalTable table) {
    List<Clustering> clustering = table.shape().clustering();
    StringBuilder ddl =
        new StringBuilder("CREATE TABLE IF NOT EXISTS ")
            .append(quoted(keyspace.name()))
            .append('.')
            .append(quoted(table.name()))
            .append(" (");
    for (GlobalTable.Column column : table.columns()) {
      ddl.append(quoted(column.name())).append(' ').append(column.type().cql()).append(", ");
    }
    ddl.append("PRIMARY KEY ((").append(list(table.shape().partitionKey())).append(')');
    clustering.forEach(each -> ddl.append(", ").append(quoted(each.column())));
    ddl.append(")) WITH ");
    if (!clustering.isEmpty()) {
      ddl.append("CLUSTERING ORDER BY (")
          .append(
              clustering.stream()
                  .map(each -> quoted(each.column()) + (each.descending() ? " DESC" : " ASC"))
                  .collect(Collectors.joining(", ")))
          .append(") AND ");
    }
    return ddl.append("comment = ").append(literal(MADE_BY)).toString();
  }

  private static String list(List<String> names) {
    return names.stream().map(CassandraSchema::quoted).collect(Collectors.joining(", "));
  }

  private static CqlIdentifier identifier(String name) {
    return CqlIdentifier.fromInternal(name);
  }

  private static String quoted(String name) {
    return identifier(name).asCql(false);
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
