package dev.prima.jobs.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.spark.connector.cql.CassandraConnectorConf;
import dev.prima.jobs.cassandra.CassandraCluster.Access;
import dev.prima.jobs.cassandra.CassandraCluster.ContactPoint;
import dev.prima.jobs.cassandra.CassandraCluster.Keyspace;
import dev.prima.jobs.cassandra.CassandraCluster.WriteTuning;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BoundedSessionTest {
  private static final Duration SHORT = Duration.ofMillis(50);

  private final CompletableFuture<Object> schema = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  @Test
  void aSchemaThatNeverComesIsNotWaitedFor() {
    CqlSession session = BoundedSession.of(driver(), SHORT);

    assertThatThrownBy(session::refreshSchema)
        .isInstanceOf(DriverTimeoutException.class)
        .hasMessageContaining("schema");
    assertThat(schema).isNotDone();
  }

  @Test
  void whatKeepsTheDriverFromReadingItIsToldAsItIs() {
    CqlSession session = BoundedSession.of(driver(), BoundedSession.SCHEMA);
    schema.completeExceptionally(new IllegalStateException("no channel"));

    assertThatThrownBy(session::refreshSchema)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no channel");
  }

  @Test
  void aSessionThatComesTooLateIsClosed() throws Exception {
    CompletableFuture<CqlSession> coming = new CompletableFuture<>();

    assertThatThrownBy(() -> BoundedSession.open(coming::join, SHORT))
        .isInstanceOf(DriverTimeoutException.class);
    assertThat(closed.getCount()).isOne();
    coming.complete(driver());
    assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theConnectorTakesItsSessionsFromHereAndAfterAnOutageOthers() {
    CassandraConnectorConf before = settings();
    assertThat(before.connectionFactory()).isEqualTo(new ConnectorSessions());
    assertThat(settings()).isEqualTo(before);

    CassandraCluster.forgetSessions();

    assertThat(settings()).isNotEqualTo(before);
    assertThat(settings()).isEqualTo(settings());
  }

  private static CassandraConnectorConf settings() {
    CassandraCluster cluster =
        new CassandraCluster(
            List.of(new ContactPoint("127.0.0.1", 9042)),
            "dc",
            Keyspace.single("k"),
            "ONE",
            Access.OPEN,
            WriteTuning.CLUSTER);
    SparkConf conf = new SparkConf(false);
    cluster.sparkConf().forEach(conf::set);
    return CassandraConnectorConf.fromSparkConf(conf);
  }

  /** A session that answers only what is asked here. */
  private CqlSession driver() {
    return (CqlSession)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {CqlSession.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "refreshSchemaAsync" -> schema;
                  case "forceCloseAsync" -> {
                    closed.countDown();
                    yield CompletableFuture.completedFuture(null);
                  }
                  default -> throw new AssertionError("Nobody asks for " + method.getName());
                });
  }
}
