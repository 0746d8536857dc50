package dev.prima.jobs.load.postgres;

import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.TestNodes;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** The store's contracts on three embedded servers. */
class EmbeddedPostgresIT {
  @Nested
  class Loads extends LoadingContract {
    @Override
    List<PostgresNode> nodes() {
      return TestNodes.embedded();
    }
  }

  @Nested
  class Replaces extends ReplacingContract {
    @Override
    List<PostgresNode> nodes() {
      return TestNodes.embedded();
    }
  }

  @Nested
  class MakesSchemas extends SchemaContract {
    @Override
    List<PostgresNode> nodes() {
      return TestNodes.embedded();
    }
  }

  @Nested
  class AnswersForNodes extends NodeContract {
    @Override
    List<PostgresNode> nodes() {
      return TestNodes.embedded();
    }
  }
}
