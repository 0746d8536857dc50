package dev.prima.core.config;

import dev.prima.core.settings.ByteSize;
import dev.prima.core.settings.Checked;
import dev.prima.core.settings.Findings;
import dev.prima.core.settings.NamedFile;
import dev.prima.core.settings.Secret;
import dev.prima.core.settings.Setting;
import dev.prima.core.settings.Word;
import java.util.List;
import java.util.Optional;

/** The Cassandra cluster that holds what is global. */
public record GlobalConfig(
    @Setting(
            doc =
                "Nodes to start from; the driver finds the others. The port is 9042 unless given.",
            required = true,
            example = "['127.0.0.1:9042']")
        List<ContactPoint> contactPoints,
    @Setting(
            doc = "The data center to write to, as nodetool status names it.",
            pattern = "\\S+",
            expects = "a name without spaces",
            example = "datacenter1")
        String localDatacenter,
    @Setting(
            doc = "Made where it is absent.",
            byDefault = "prima",
            pattern = "[a-z][a-z0-9_]{0,47}",
            expects = "a name of small letters, digits and _, at most 48 of them")
        String keyspace,
    @Setting(doc = "Of the keyspace, where the migration makes it.") Replication replication,
    @Setting(doc = "Of reads and writes.", byDefault = "LOCAL_QUORUM") Consistency consistency,
    @Setting(doc = "Absent where the cluster asks for none.", example = "prima")
        Optional<String> user,
    @Setting(doc = "Given together with user.", example = "env:PRIMA_CASSANDRA_PASSWORD")
        Optional<Secret> password,
    @Setting(doc = "Encryption of the connections.") Tls tls,
    @Setting(doc = "How rows are sent.") Write write)
    implements Checked {

  /** Consistency levels, as Cassandra names them. */
  public enum Consistency implements Word {
    ONE,
    TWO,
    THREE,
    QUORUM,
    ALL,
    LOCAL_ONE,
    LOCAL_QUORUM,
    EACH_QUORUM;

    @Override
    public String word() {
      return name();
    }
  }

  /** Encryption of connections to Cassandra. */
  public record Tls(
      @Setting(doc = "True encrypts.", byDefault = "false") boolean enabled,
      @Setting(
              doc = "Java key store with the authorities to trust. Absent: those of the JVM.",
              example = "/etc/prima/truststore.p12")
          Optional<NamedFile> truststore,
      @Setting(doc = "Of the truststore.", example = "env:PRIMA_TRUSTSTORE_PASSWORD")
          Optional<Secret> truststorePassword,
      @Setting(
              doc = "Java key store with our own certificate, where the cluster asks for one.",
              example = "/etc/prima/keystore.p12")
          Optional<NamedFile> keystore,
      @Setting(doc = "Of the keystore.", example = "env:PRIMA_KEYSTORE_PASSWORD")
          Optional<Secret> keystorePassword)
      implements Checked {

    /** No encryption. */
    public static final Tls NONE =
        new Tls(false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    @Override
    public void check(Findings findings) {
      if (!enabled && !equals(NONE)) {
        findings.problem("enabled", "is false, and the stores have no effect; set it to true");
      }
      if (truststorePassword.isPresent() && truststore.isEmpty()) {
        findings.problem("truststore", "is missing: only its password is given");
      }
      if (keystorePassword.isPresent() && keystore.isEmpty()) {
        findings.problem("keystore", "is missing: only its password is given");
      }
    }
  }

  /** How rows are grouped and sent. */
  public record Write(
      @Setting(
              doc =
                  "How the rows of a batch belong together. none is right for a cluster;"
                      + " replica-set with larger batches is fastest on a single node, which is given its"
                      + " rows in the order of their tokens.",
              byDefault = "none")
          Grouping batchGrouping,
      @Setting(doc = "Batches in flight per task.", byDefault = "64", min = "1", max = "1024")
          int concurrentWrites,
      @Setting(
              doc = "Most bytes in a batch. Clusters warn from 5 KiB on and refuse from 50 KiB on.",
              byDefault = "1KiB",
              min = "128",
              max = "50KiB")
          ByteSize batchBytes,
      @Setting(
              doc =
                  "Staged rows of a table that are written at a time, for each core: what a resume may have"
                      + " to write again, of two tables. Fewer take more Spark jobs.",
              byDefault = "" + Write.ROWS_PER_CORE,
              min = "1",
              max = "1000000000")
          long rowsPerCore) {
    /** On two cores, which wrote 40,000 rows a second into one node, a minute for each job. */
    public static final long ROWS_PER_CORE = 1_000_000;

    /** How the rows of a batch belong together. */
    public enum Grouping implements Word {
      NONE("none"),
      REPLICA_SET("replica-set"),
      PARTITION("partition");

      private final String word;

      Grouping(String word) {
        this.word = word;
      }

      @Override
      public String word() {
        return word;
      }

      /** As the connector's {@code output.batch.grouping.key} has it. */
      public String connectorWord() {
        return word.replace('-', '_');
      }
    }
  }

  @Override
  public void check(Findings findings) {
    if (user.isPresent() != password.isPresent()) {
      findings.problem(
          user.isPresent() ? "password" : "user",
          "is missing: user and password are given together or not at all");
    }
  }
}
