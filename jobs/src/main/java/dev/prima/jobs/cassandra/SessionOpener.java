package dev.prima.jobs.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import com.datastax.oss.driver.internal.core.ssl.DefaultSslEngineFactory;
import dev.prima.core.error.PrimaException;
import dev.prima.jobs.cassandra.CassandraCluster.ContactPoint;
import dev.prima.jobs.cassandra.CassandraCluster.KeyStore;
import dev.prima.jobs.cassandra.CassandraCluster.Tls;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Opens a session of the driver and says in our words why it could not. */
final class SessionOpener {
  static final Duration CONNECT = Duration.ofSeconds(10);

  /** Schema changes of a busy node take their time. */
  private static final Duration REQUEST = Duration.ofSeconds(60);

  private final CassandraCluster cluster;

  SessionOpener(CassandraCluster cluster) {
    this.cluster = cluster;
  }

  CqlSession open() {
    CqlSession session = connect();
    try {
      List<String> datacenters =
          session.getMetadata().getNodes().values().stream()
              .map(node -> node.getDatacenter())
              .filter(Objects::nonNull)
              .distinct()
              .sorted()
              .toList();
      // With a wrong name the driver connects, and then finds no node for any statement.
      if (!datacenters.contains(cluster.localDatacenter())) {
        throw new PrimaException(
            CassandraError.DATACENTER,
            "No node of Cassandra at "
                + cluster.addresses()
                + " is in data center '"
                + cluster.localDatacenter()
                + "'; there is '"
                + String.join("', '", datacenters)
                + "'. Set global.local-datacenter to one that exists; names are case-sensitive");
      }
    } catch (PrimaException e) {
      session.close();
      throw e;
    }
    return session;
  }

  private CqlSession connect() {
    CqlSessionBuilder builder =
        CqlSession.builder()
            .withConfigLoader(settings())
            .withLocalDatacenter(cluster.localDatacenter());
    for (ContactPoint point : cluster.contactPoints()) {
      builder.addContactPoint(new InetSocketAddress(point.host(), point.port()));
    }
    String user = cluster.access().user();
    SecretReference password = cluster.access().password();
    if (user != null && password != null) {
      builder.withAuthCredentials(user, password.resolve());
    }
    try {
      return BoundedSession.open(builder::build, BoundedSession.OPENING);
    } catch (AllNodesFailedException e) {
      throw refused(e, rootOf(e));
    } catch (DriverException e) {
      throw refused(e, e);
    }
  }

  private PrimaException refused(DriverException failure, Throwable reason) {
    if (reason instanceof AuthenticationException) {
      String user = cluster.access().user();
      return new PrimaException(
          CassandraError.CREDENTIALS,
          user == null
              ? "Cassandra at "
                  + cluster.addresses()
                  + " asks for a user, and none is given; set global.user and global.password"
              : "Cassandra at "
                  + cluster.addresses()
                  + " refuses user '"
                  + user
                  + "' or the password; check global.user and global.password",
          failure);
    }
    return new PrimaException(
        CassandraError.UNREACHABLE,
        "No node of Cassandra answers at "
            + cluster.addresses()
            + " ("
            + reason.getMessage()
            + "); check global.contact-points, global.tls, and that the cluster is up",
        failure);
  }

  /** What the first node said; a refused password outranks the rest, for it was an answer. */
  private static Throwable rootOf(AllNodesFailedException failure) {
    List<Throwable> all = failure.getAllErrors().values().stream().flatMap(List::stream).toList();
    return all.stream()
        .filter(AuthenticationException.class::isInstance)
        .findFirst()
        .or(() -> all.stream().findFirst())
        .orElse(failure);
  }

  private DriverConfigLoader settings() {
    ProgrammaticDriverConfigLoaderBuilder settings =
        DriverConfigLoader.programmaticBuilder()
            .withString(DefaultDriverOption.SESSION_NAME, "prima")
            .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, CONNECT)
            .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, CONNECT)
            .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, CONNECT)
            .withDuration(DefaultDriverOption.METADATA_SCHEMA_REQUEST_TIMEOUT, CONNECT)
            .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, REQUEST)
            .withString(DefaultDriverOption.REQUEST_CONSISTENCY, cluster.consistency())
            .withBoolean(DefaultDriverOption.NETTY_DAEMON, true)
            // Nothing is lost in waiting for stragglers: whoever closes has all answers.
            .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
            .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0);
    Tls tls = cluster.access().tls();
    if (tls != null) {
      settings.withClass(
          DefaultDriverOption.SSL_ENGINE_FACTORY_CLASS, DefaultSslEngineFactory.class);
      store(
          settings,
          tls.truststore(),
          DefaultDriverOption.SSL_TRUSTSTORE_PATH,
          DefaultDriverOption.SSL_TRUSTSTORE_PASSWORD);
      store(
          settings,
          tls.keystore(),
          DefaultDriverOption.SSL_KEYSTORE_PATH,
          DefaultDriverOption.SSL_KEYSTORE_PASSWORD);
    }
    return settings.build();
  }

  private static void store(
      ProgrammaticDriverConfigLoaderBuilder settings,
      @Nullable KeyStore store,
      DefaultDriverOption path,
      DefaultDriverOption password) {
    if (store != null) {
      settings.withString(path, store.path());
      if (store.password() != null) {
        settings.withString(password, store.password().resolve());
      }
    }
  }
}
