package dev.prima.jobs.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the nodes that we write to were started last. A node that ends may lose what it acknowledged
 * in the moment before; while none has been started anew, all of that stands.
 */
public final class NodeStarts {
  private static final Logger LOG = LoggerFactory.getLogger(NodeStarts.class);
  private static final String QUERY = "SELECT host_id, gossip_generation FROM system.local";

  private NodeStarts() {}

  /** The number of each node's start by the node's id; empty where one of them does not tell. */
  public static Map<String, Long> of(CqlSession session) {
    Map<String, Long> starts = new TreeMap<>();
    try {
      for (Node node : session.getMetadata().getNodes().values()) {
        if (node.getDistance() == NodeDistance.IGNORED) {
          continue;
        }
        Row row = session.execute(SimpleStatement.newInstance(QUERY).setNode(node)).one();
        if (row == null || row.isNull(0) || row.isNull(1)) {
          return Map.of();
        }
        starts.put(String.valueOf(row.getUuid(0)), (long) row.getInt(1));
      }
      return Map.copyOf(starts);
    } catch (DriverException e) {
      LOG.warn("A node does not tell when it was started: {}", e.getMessage());
      return Map.of();
    }
  }
}
