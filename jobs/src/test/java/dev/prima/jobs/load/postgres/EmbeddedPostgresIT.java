package dev.prima.jobs.load.postgres;

import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.TestNodes;
import java.util.List;

/** The store's contract on three embedded servers. */
class EmbeddedPostgresIT extends PostgresContract {
  @Override
  List<PostgresNode> nodes() {
    return TestNodes.embedded();
  }
}
