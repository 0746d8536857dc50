package dev.prima.jobs.load.cassandra;

import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.CassandraCluster.Access;
import dev.prima.jobs.cassandra.TestClusters;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.cassandra.CassandraContainer;
import org.testcontainers.utility.DockerImageName;

/** The same promises of Cassandra in a container; the image may be named by the environment. */
@Tag("container")
@EnabledIf("dockerAnswers")
class GlobalStoreContainerIT extends GlobalStoreContract {
  private static final CassandraContainer CONTAINER =
      new CassandraContainer(
              DockerImageName.parse(
                      Optional.ofNullable(System.getenv("TEST_CASSANDRA_IMAGE"))
                          .orElse("cassandra:5.0"))
                  .asCompatibleSubstituteFor("cassandra"))
          .withStartupTimeout(Duration.ofMinutes(3));

  static boolean dockerAnswers() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  @Override
  CassandraCluster cluster(String keyspace) {
    CONTAINER.start();
    return TestClusters.at(
        CONTAINER.getHost(),
        CONTAINER.getMappedPort(9042),
        CONTAINER.getLocalDatacenter(),
        keyspace,
        Access.OPEN);
  }

  @AfterAll
  static void stop() {
    CONTAINER.stop();
  }
}
