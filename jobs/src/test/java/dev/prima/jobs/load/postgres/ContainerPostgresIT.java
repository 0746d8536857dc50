package dev.prima.jobs.load.postgres;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.jobs.postgres.NodeCheck;
import dev.prima.jobs.postgres.NodeCheck.Purpose;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.TestNodes;
import dev.prima.jobs.postgres.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** The store's contracts on the oldest server that is supported, wherever Docker answers. */
@Tag("container")
@EnabledIf("dockerAnswers")
class ContainerPostgresIT {
  private static PostgreSQLContainer container;

  static boolean dockerAnswers() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  @BeforeAll
  static void start() {
    String image = System.getenv().getOrDefault("TEST_POSTGRES_IMAGE", "postgres:15");
    container =
        new PostgreSQLContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("postgres"))
            .withStartupTimeout(Duration.ofMinutes(3));
    container.start();
  }

  @AfterAll
  static void stop() {
    container.stop();
  }

  @Nested
  class Loads extends LoadingContract {
    @Override
    List<PostgresNode> nodes() {
      return TestNodes.container(container);
    }
  }

  @Nested
  class Replaces extends ReplacingContract {
    @Override
    List<PostgresNode> nodes() {
      return TestNodes.container(container);
    }
  }

  @Nested
  class MakesSchemas extends SchemaContract {
    @Override
    List<PostgresNode> nodes() {
      return TestNodes.container(container);
    }
  }

  @Nested
  class AnswersForNodes extends NodeContract {
    @Override
    List<PostgresNode> nodes() {
      return TestNodes.container(container);
    }
  }

  @Test
  void aWrongPasswordIsToldWithoutThePassword() {
    PostgresNode node =
        new PostgresNode(
            "east",
            TestNodes.container(container).get(0).jdbcUrl(),
            container.getUsername(),
            null,
            Map.of("password", "not-the-password"),
            Timeouts.DEFAULT);
    assertThatThrownBy(() -> NodeCheck.inspect(node, Purpose.READ, List.of("prima")))
        .hasMessageStartingWith("PGS-002 PostgreSQL node east refuses the login")
        .hasMessageNotContaining("not-the-password");
  }
}
