package dev.prima.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.config.EmbeddedServers;
import dev.prima.core.config.ErrorBudget;
import dev.prima.core.config.ExtractConfig;
import dev.prima.core.config.GlobalConfig;
import dev.prima.core.config.LoadConfig;
import dev.prima.core.config.NodeConfig;
import dev.prima.core.config.PrimaConfig;
import dev.prima.core.config.RegionsConfig;
import dev.prima.core.config.SourceConfig;
import dev.prima.core.config.Targets;
import dev.prima.core.mapping.TextRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What a config that holds yields. */
class ConfigReaderTest extends ConfigText {
  @Test
  void anEmptyConfigHoldsTheDefaults() throws IOException {
    PrimaConfig config = read("", Targets.NONE);
    assertThat(config.source().files()).isEmpty();
    assertThat(config.source().mappingFiles()).isEmpty();
    assertThat(config.source().immutable()).isFalse();
    assertThat(config.source().onBadFile()).isEqualTo(SourceConfig.OnBadFile.STOP);
    assertThat(config.source().deletes()).isEqualTo(SourceConfig.Deletes.REPORT);
    assertThat(config.source().text().rule()).isEqualTo(TextRule.REJECT);
    assertThat(config.staging().uri()).isEmpty();
    assertThat(config.extract().on()).isEqualTo(ExtractConfig.Where.DRIVER);
    assertThat(config.extract().chunkRows()).isEqualTo(100_000);
    assertThat(config.extract().chunkBytes().bytes()).isEqualTo(33_554_432);
    assertThat(config.extract().parallelism(7)).isEqualTo(7);
    assertThat(config.extract().rangeRows()).isEqualTo(500_000);
    assertThat(config.regions().assign()).isEqualTo(RegionsConfig.Assignment.RESONANCE);
    assertThat(config.regions().nodes()).isEmpty();
    assertThat(config.global()).isEmpty();
    assertThat(config.sharding().shards()).isEqualTo(100);
    assertThat(config.errors().budget()).isEqualTo(new ErrorBudget.Rows(0));
    assertThat(config.load().connectionsPerNode()).isEqualTo(2);
    assertThat(config.load().months().from()).isEqualTo(YearMonth.of(2000, 1));
    assertThat(config.load().months().count()).isEqualTo(600);
    assertThat(config.load().statementTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.load().retry())
        .isEqualTo(new LoadConfig.Retry(7, Duration.ofSeconds(1), Duration.ofSeconds(30)));
    assertThat(config.reconcile().exclusive()).isFalse();
    assertThat(config.spark().master()).isEqualTo("local[*]");
    assertThat(config.run().dir()).isEqualTo("runs");
  }

  @Test
  void everyPropertyCanBeSet() throws IOException {
    environment.put("PW", HIDDEN);
    Path file = Files.writeString(folder.resolve("some.file"), "secret\n");
    String text =
        """
        source: {files: [a.db, 'x/*.db'], profile: [FILE], immutable: true, on-bad-file: skip,
                 deletes: propagate, incremental: true,
                 salvage: true,
                 tables: [agents], exclude-tables: [legacy.a], merge: separate,
                 types: storage, text: {nul: strip, utf8: replace}}
        staging: {uri: 'hdfs://nn/staging'}
        extract: {on: executors, chunk-rows: 5, chunk-bytes: 1 MB, parallelism: 3, range-rows: 2000}
        regions:
          assign: coordinates
          nodes:
            - {name: n1, serves: [genesis, sacred_north], jdbc-url: 'jdbc:postgresql:a', user: u,
               password: 'env:PW', tls: {mode: verify-ca, root-cert: FILE}}
            - {name: n2, serves: [sacred_south, sacred_east, sacred_west, sacred_center,
               sacred_above, sacred_below], jdbc-url: 'jdbc:postgresql:b'}
        global:
          contact-points: ['c1:9043', '[::1]']
          local-datacenter: dc9
          keyspace: other
          replication: {class: NetworkTopologyStrategy, datacenters: {dc9: 3, dc8: 2}}
          consistency: EACH_QUORUM
          user: cu
          password: file:FILE
          tls: {enabled: true, truststore: FILE, truststore-password: 'env:PW', keystore: FILE,
                keystore-password: 'env:PW'}
          write: {batch-grouping: replica-set, concurrent-writes: 16, batch-bytes: 16KiB}
        sharding:
          strategy: hash
          shards: 7
          rebalance: full
          compare: true
          driver-nodes: 5
          driver-edges: 6
          weights: {strength: 0.61, interactions: 0.31, strength-with-trust: 0.51,
                    interactions-with-trust: 0.21, trust: 0.11, secondary-harmony: 0.4,
                    harmony: 0.55, floor: 0.45}
        errors: {budget: 2.5%}
        load:
          connections-per-node: 4
          months: {from: 2020-02, to: 2020-03}
          statement-timeout: 90s
          lock-timeout: 200ms
          retry: {attempts: 1, backoff: 2m, max-backoff: 3m}
        reconcile:
          level: count
          max-rows-per-second: 10
          exclusive: true
          tolerance: {agents.coherence_level: 0.1}
          exclude: [spores]
          show-values: true
          max-listed: 7
        spark: {master: 'spark://m:7077', shuffle-partitions: 9, conf: {spark.a.b: c}}
        schedule: {cron: '1 2 * * 3', time-zone: Europe/Berlin, jitter: 5s, on-overlap: queue,
                   on-missed: skip, on-finish: [tell, them]}
        run: {dir: elsewhere}
        """
            .replace("FILE", file.toString());
    PrimaConfig config = read(text, Targets.CONFIGURED);
    assertThat(config.source().mappingFiles()).contains(List.of(file.toString()));
    assertThat(config.source().text().rule())
        .isEqualTo(new TextRule(TextRule.Nul.STRIP, TextRule.Invalid.REPLACE));
    assertThat(config.extract().on()).isEqualTo(ExtractConfig.Where.EXECUTORS);
    assertThat(config.extract().chunkBytes().bytes()).isEqualTo(1_000_000);
    assertThat(config.extract().parallelism(7)).isEqualTo(3);
    // These are the driver's, the parallelism that of the executors.
    assertThat(config.extract().snapshots(7)).isEqualTo(7);
    assertThat(config.regions().home().name()).isEqualTo("n1");
    assertThat(config.regions().serving("sacred_west").map(NodeConfig::name)).contains("n2");
    assertThat(config.regions().map().node(config.regions().map().ordinal("sacred_above")))
        .isEqualTo(1);
    assertThat(config.regions().home().tls().mode().sslMode()).isEqualTo("verify-ca");
    Secrets secrets = new Secrets(environment);
    assertThat(secrets.reveal(config.regions().home().password().orElseThrow())).isEqualTo(HIDDEN);
    GlobalConfig global = config.cassandra();
    assertThat(secrets.reveal(global.password().orElseThrow())).isEqualTo("secret");
    assertThat(global.contactPoints()).hasToString("[c1:9043, [::1]:9042]");
    assertThat(global.replication().options())
        .hasToString("{class=NetworkTopologyStrategy, dc9=3, dc8=2}");
    assertThat(global.write().batchGrouping().connectorWord()).isEqualTo("replica_set");
    assertThat(config.errors().budget().exceededAtEnd(1000, 25)).isFalse();
    assertThat(config.errors().budget().exceededAtEnd(1000, 26)).isTrue();
    assertThat(config.load().lockTimeout()).isEqualTo(Duration.ofMillis(200));
    assertThat(config.reconcile().maxRowsPerSecond()).contains(10);
    assertThat(config.spark().plainConf()).containsEntry("spark.a.b", "c");

    PrimaConfig defaults = read("", Targets.NONE);
    String untouched =
        config
            .effective()
            .lines()
            .filter(line -> defaults.effective().lines().toList().contains(line))
            .filter(line -> !line.endsWith(":"))
            .toList()
            .toString();
    assertThat(untouched).as("keys still at their default").isEqualTo("[]");
    assertThat(config.sharding().weights().resonance().floor()).isEqualTo(0.45);
  }

  @Test
  void tablesThatOptionsNameTakeThePlaceOfThoseInTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("tables.yml"), "source: {tables: [spores]}");
    ConfigOptions options = new ConfigOptions();
    new CommandLine(new Commandless(options))
        .parseArgs(
            "--config",
            file.toString(),
            "--table",
            "agents",
            "work",
            "--exclude-table",
            "legacy.a",
            "--exclude-table",
            "legacy.b");
    PrimaConfig config = options.readWithoutTargets(Map.of());
    assertThat(config.source().tables()).containsExactly("agents", "work");
    assertThat(config.source().excludeTables()).containsExactly("legacy.a", "legacy.b");
  }

  @Test
  void theEffectiveConfigReadsBackToAnEqualOne() throws IOException {
    String text = TARGETS + "spark: {conf: {spark.x: \"a: 'b' # c\\n\\ttab\", spark.y: 'true'}}\n";
    PrimaConfig config = read(text, Targets.CONFIGURED);
    assertThat(read(config.effective(), Targets.CONFIGURED)).isEqualTo(config);
  }

  @Test
  void optionsOutrankTheEnvironmentThatOutranksTheFileThatOutranksTheDefault() throws IOException {
    String text =
        "extract: {chunk-rows: 2}\nsharding: {shards: 2}\nload: {connections-per-node: 2}";
    environment.put("PRIMA_SHARDING_SHARDS", "3");
    environment.put("PRIMA_LOAD_CONNECTIONS_PER_NODE", "3");
    environment.put("PRIMA_SOURCE_FILES", "[a.db, b.db]");
    PrimaConfig config =
        read(
            text,
            List.of(
                "load.connections-per-node=4",
                "load.connections-per-node=5",
                "spark.conf.spark.ui.port=4050",
                "load.months={from: 2001-01}"),
            Targets.NONE);
    assertThat(config.extract().rangeRows()).isEqualTo(500_000);
    assertThat(config.extract().chunkRows()).isEqualTo(2);
    assertThat(config.sharding().shards()).isEqualTo(3);
    assertThat(config.source().files()).containsExactly("a.db", "b.db");
    assertThat(config.load().connectionsPerNode()).isEqualTo(5);
    assertThat(config.load().months().from()).isEqualTo(YearMonth.of(2001, 1));
    assertThat(config.load().months().to()).isEqualTo(YearMonth.of(2049, 12));
    assertThat(config.spark().conf()).containsExactly(Map.entry("spark.ui.port", "4050"));
  }

  @Test
  void noSecretIsPrintedAnywhere() throws IOException {
    environment.put("PW", HIDDEN);
    String text =
        TARGETS.replace("/prima\n", "/prima\n      user: u\n      password: env:PW\n")
            + "spark: {conf: {spark.hadoop.fs.s3a.secret.key: env:PW}}\n";
    PrimaConfig config = read(text, Targets.CONFIGURED);
    assertThat(config.effective())
        .contains("password: '***'")
        .contains("spark.hadoop.fs.s3a.secret.key: '***'")
        .doesNotContain(HIDDEN)
        .doesNotContain("env:");
    assertThat(config.toString()).doesNotContain(HIDDEN).contains("***");
    assertThat(config.spark().secretConf()).containsKey("spark.hadoop.fs.s3a.secret.key");
    assertThat(config.spark().plainConf()).isEmpty();
    assertThat(problems("spark: {conf: {spark.my.token: " + HIDDEN + "}}", Targets.NONE))
        .contains("spark.conf.spark.my.token")
        .doesNotContain(HIDDEN);
    assertThat(problems("staging: {uri: 's3a://k:" + HIDDEN + "@bucket/x'}", Targets.NONE))
        .doesNotContain(HIDDEN);
  }

  @Test
  void embeddedServersAndConfiguredOnesExcludeEachOther() {
    assertThat(problems(TARGETS, Targets.EMBEDDED))
        .contains("2 problems")
        .contains("regions.nodes: cannot be given together with --embedded")
        .contains("global: cannot be given together with --embedded");
    assertThat(problems("", Targets.CONFIGURED))
        .contains("2 problems")
        .contains("regions.nodes: is missing")
        .contains("global: is missing");
  }

  @Test
  void embeddedServersServeEveryRegionOnceWithGenesisAtHome() throws IOException {
    PrimaConfig config =
        read("", Targets.EMBEDDED)
            .withEmbedded(
                new EmbeddedServers(
                    List.of(postgres("one"), postgres("two"), postgres("three")),
                    new EmbeddedServers.Cassandra("127.0.0.1", 9999, "dc")));
    assertThat(config.regions().home().serves()).contains("genesis");
    assertThat(config.regions().nodes()).allMatch(node -> node.serves().size() >= 2);
    assertThat(config.cassandra().contactPoints()).hasToString("[127.0.0.1:9999]");
    // Reading it back applies all checks to it.
    assertThat(read(config.effective(), Targets.CONFIGURED)).isEqualTo(config);
  }

  @Test
  void optionsYieldTheConfig() {
    ConfigOptions options = new ConfigOptions();
    new CommandLine(new Commandless(options))
        .parseArgs(
            "--embedded",
            "--source",
            "*.db",
            "b.db",
            "--runs",
            "r",
            "--set",
            "sharding.shards=3",
            "--set",
            "source.files=[c.db]");
    PrimaConfig config = options.read(environment);
    assertThat(options.embedded()).isTrue();
    assertThat(config.source().files()).containsExactly("*.db", "b.db");
    assertThat(config.run().dir()).isEqualTo("r");
    assertThat(config.sharding().shards()).isEqualTo(3);
  }

  @CommandLine.Command
  private record Commandless(@CommandLine.Mixin ConfigOptions options) {}

  private static EmbeddedServers.Postgres postgres(String name) {
    return new EmbeddedServers.Postgres(name, "jdbc:postgresql://127.0.0.1/" + name, "postgres");
  }
}
