package dev.prima.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.prima.core.config.ConfigError;
import dev.prima.core.config.EmbeddedServers;
import dev.prima.core.config.ErrorBudget;
import dev.prima.core.config.GlobalConfig;
import dev.prima.core.config.LoadConfig;
import dev.prima.core.config.NodeConfig;
import dev.prima.core.config.PrimaConfig;
import dev.prima.core.config.RegionsConfig;
import dev.prima.core.config.SourceConfig;
import dev.prima.core.config.Targets;
import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ConfigReaderTest {
  private static final String ALL_REGIONS =
      "[sacred_north, sacred_south, sacred_east, sacred_west, sacred_center, sacred_above,"
          + " sacred_below, genesis]";
  private static final String TARGETS =
      """
      regions:
        nodes:
          - name: east
            serves: %s
            jdbc-url: jdbc:postgresql://db:5432/prima
      global:
        contact-points: [cassandra]
        local-datacenter: dc1
      """
          .formatted(ALL_REGIONS);
  private static final String HIDDEN = "hunter2-hunter2";

  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();

  @Test
  void anEmptyConfigHoldsTheDefaults() throws IOException {
    PrimaConfig config = read("", Targets.NONE);
    assertThat(config.source().files()).isEmpty();
    assertThat(config.source().mappingFiles()).isEmpty();
    assertThat(config.source().immutable()).isFalse();
    assertThat(config.source().onBadFile()).isEqualTo(SourceConfig.OnBadFile.STOP);
    assertThat(config.staging().uri()).isEmpty();
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
    assertThat(config.load().retry()).isEqualTo(new LoadConfig.Retry(3, Duration.ofSeconds(1)));
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
        source: {files: [a.db, 'x/*.db'], profile: [FILE], immutable: true, on-bad-file: skip}
        staging: {uri: 'hdfs://nn/staging'}
        extract: {chunk-rows: 5, chunk-bytes: 1 MB, parallelism: 3, range-rows: 2000}
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
          retry: {attempts: 1, backoff: 2m}
        reconcile: {level: count, max-rows-per-second: 10, exclusive: true}
        spark: {master: 'spark://m:7077', shuffle-partitions: 9, conf: {spark.a.b: c}}
        run: {dir: elsewhere}
        """
            .replace("FILE", file.toString());
    PrimaConfig config = read(text, Targets.CONFIGURED);
    assertThat(config.source().mappingFiles()).contains(List.of(file.toString()));
    assertThat(config.extract().chunkBytes().bytes()).isEqualTo(1_000_000);
    assertThat(config.extract().parallelism(7)).isEqualTo(3);
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
    assertThat(config.errors().budget().allows(25, 1000)).isTrue();
    assertThat(config.errors().budget().allows(26, 1000)).isFalse();
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
  void theEffectiveConfigReadsBackToAnEqualOne() throws IOException {
    String text = TARGETS + "spark: {conf: {spark.x: \"a: 'b' # c\\n\\ttab\", spark.y: 'true'}}\n";
    PrimaConfig config = read(text, Targets.CONFIGURED);
    assertThat(read(config.effective(), Targets.CONFIGURED)).isEqualTo(config);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sharding: {shards: 0}|sharding.shards: \"0\" is not a whole number from 1 to 32767",
        "sharding: {shards: 32768}|sharding.shards: \"32768\" is not a whole number from 1 to 32767",
        "sharding: {shards: 1e2}|sharding.shards: \"1e2\" is not a whole number",
        "sharding: {shards: [1]}|sharding.shards: expected a whole number from 1 to 32767, found a list",
        "sharding: {shards: }|sharding.shards: has no value",
        "sharding: 5|sharding: expected a group of keys, found a single value",
        "sharding: {strategy: Hash}|sharding.strategy: \"Hash\" is not one of harmonic, hash, harmony",
        "regions: {assign: love}|\"love\" is not one of resonance, harmony, coordinates",
        "sharding: {weights: {floor: 1.5}}|sharding.weights.floor: \"1.5\" is not a number from 0 to 1",
        "sharding: {weights: {floor: .5}}|\".5\" is not a number from 0 to 1",
        "sharding: {weights: {floor: NaN}}|\"NaN\" is not a number from 0 to 1",
        "sharding: {weights: {strength: 0.9}}|interactions: and strength are more than 1 together",
        "reconcile: {level: row}|\"row\" is not available in this version; use one of count, fing",
        "extract: {chunk-bytes: 1KiB}|\"1KiB\" is not a size such as",
        "load: {statement-timeout: 10}|\"10\" is not a time span such as",
        "load: {months: {from: 2020-05, to: 2020-04}}|load.months.to: 2020-04 is before from, 2020-05",
        "load: {months: {from: 2020-13}}|load.months.from: \"2020-13\" is not a month such as",
        "load: {months: {from: 1900-01, to: 2261-12}}|makes 4344 monthly partitions",
        "errors: {budget: -1}|\"-1\" is not 0, a number of rows",
        "errors: {budget: 101%}|\"101%\" is not 0, a number of rows",
        "source: {immutable: yes}|\"yes\" is not true or false",
        "source: {profile: [auto, a.yml]}|auto stands alone",
        "source: {merge: true}|source.merge: is not available in this version; leave it out",
        "conflicts: {}|conflicts: is not available in this version; leave it out",
        "schedule: {cron: x}|schedule: is not available in this version; leave it out",
        "staging: {uri: /tmp/x}|\"/tmp/x\" is not a URI with its scheme",
        "spark: {conf: {a: b}}|spark.conf.a: is not a property of Spark",
        "extract: {chunk-rws: 5}|extract.chunk-rws: no such key; the nearest known key is extract.chunk-rows",
        "shards: 5|shards: no such key; the nearest known key is sharding.shards",
        "sharding.shards: 5|sharding.shards: no such key; write its groups nested",
        "global: {tls: {enabled: !x true}}|has a YAML tag",
      })
  void eachProblemNamesKeyValueAndExpectation(String text, String message) {
    assertThat(problems(text, Targets.NONE)).contains(message).contains("line 1]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sacred_below, genesis]|genesis]|no node serves the region sacred_below",
        "sacred_below,|sacred_blow,|\"sacred_blow\" is not a legacy region",
        "jdbc:postgresql|jdbc:mysql|is not a PostgreSQL URL",
        "/prima|/prima?password=" + HIDDEN + "|holds credentials",
        "//db|//me:" + HIDDEN + "@db|holds credentials",
        "/prima|/prima?sslmode=disable|use those",
        "name: east|name: 'a b'|\"a b\" is not a name of letters",
        "name: east|tls: {}|regions.nodes[0].name: is missing",
        "contact-points: [cassandra]|contact-points: []|contact-points: is empty",
        "contact-points: [cassandra]|contact-points: ['c:99999']|contact-points[0]: \"c:99999\" is not",
        "local-datacenter|keyspace: A-b #|\"A-b\" is not a name of small letters",
        "local-datacenter: dc1|user: u|global.local-datacenter: is missing",
        "local-datacenter|user: u\\n  local-datacenter|global.password: is missing",
        "local-datacenter|replication: {class: NetworkTopologyStrategy}\\n  local-datacenter|copies of each",
        "local-datacenter|replication: {datacenters: {a: 1}}\\n  local-datacenter|NetworkTopologyStrategy",
        "local-datacenter|password: "
            + HIDDEN
            + "\\n  local-datacenter|global.password: the value is not env:NAME",
        "local-datacenter|passwrod: "
            + HIDDEN
            + "\\n  local-datacenter|nearest known key is global.password",
        "local-datacenter|tls: {truststore: /nowhere}\\n  local-datacenter|the file /nowhere is not there",
      })
  void targetsAreChecked(String from, String to, String message) {
    String text = TARGETS.replace(from, to.replace("\\n", "\n"));
    assertThat(problems(text, Targets.CONFIGURED)).contains(message).doesNotContain(HIDDEN);
  }

  @Test
  void twoNodesMayShareNeitherNameNorRegionNorDatabase() {
    String node = TARGETS.substring(TARGETS.indexOf("    - "), TARGETS.indexOf("global:"));
    assertThat(problems(TARGETS.replace(node, node + node), Targets.CONFIGURED))
        .contains("regions.nodes[1].name: \"east\" is also the name of nodes[0]")
        .contains("regions.nodes[1].serves: region sacred_north is served twice, by nodes[0]")
        .contains("regions.nodes[1].jdbc-url: is also the database of nodes[0]")
        .contains("3 problems");
  }

  @Test
  void allProblemsStandInOneMessageWithTheirLines() {
    String text =
        TARGETS
                .replace("sacred_east, ", "")
                .replace("/prima\n", "/prima\n      user: u\n      password: env:ABSENT_VARIABLE\n")
            + "sharding:\n  shards: 0\nextarct: {}\nrun: {dir: a}\nrun: {dir: b}\n";
    environment.put("PRIMA_LOAD_CONNECTIONS_PER_NODE", "0");
    PrimaException e =
        failure(text, List.of("reconcile.level=deep", "nonsense"), Targets.CONFIGURED);
    assertThat(e.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(e.error()).isEqualTo(ConfigError.INVALID);
    assertThat(e.getMessage())
        .startsWith("CFG-001 the config has 8 problems; nothing was touched:\n")
        .contains("run: stands twice, first at " + folder.resolve("c.yml") + ", line 14")
        .contains("\"nonsense\" is not key=value")
        .contains("extarct: no such key; the nearest known key is extract [")
        .contains("c.yml, line 13]")
        .contains("regions.nodes[0].password: the environment variable ABSENT_VARIABLE is not set")
        .contains("c.yml, line 7]")
        .contains("regions.nodes: no node serves the region sacred_east")
        .contains("sharding.shards: \"0\" is not a whole number from 1 to 32767")
        .contains("c.yml, line 12]")
        .contains("load.connections-per-node: \"0\"")
        .contains("[environment variable PRIMA_LOAD_CONNECTIONS_PER_NODE]")
        .contains("reconcile.level: \"deep\" is not one of count, fingerprint")
        .contains("[option --set reconcile.level]");
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
  void aVariableThatIsNearlyAKeyIsAProblemAndAnyOtherIsNot() {
    environment.put("PRIMA_GLOBAL_SERVICE_HOST", "10.0.0.1");
    environment.put("PRIMA_EAST_PASSWORD", HIDDEN);
    environment.put("PRIMA_SHARDING_SHRADS", "5");
    assertThat(problems("", Targets.NONE))
        .contains("PRIMA_SHARDING_SHRADS sets no key; the nearest is PRIMA_SHARDING_SHARDS")
        .contains("has a problem;");
  }

  @Test
  void aPasswordInTheVariableOfItsKeyIsRefusedWithoutPrintingIt() {
    environment.put("PRIMA_GLOBAL_PASSWORD", HIDDEN);
    assertThat(problems(TARGETS, Targets.CONFIGURED))
        .contains("global.password: the value is not env:NAME or file:PATH")
        .doesNotContain(HIDDEN);
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: 'hunter2-hunter2|no YAML",
        "password: *hunter2-hunter2|no YAML",
        "[1, 2]|holds a list, not groups of keys",
        "a: 1\\n---\\nb: 2|no YAML",
        "a: \\tb: [hunter2-hunter2|no YAML",
      })
  void whatIsNoConfigIsRefusedWithItsPlaceAndWithoutItsText(String text, String message) {
    PrimaException e =
        failure(text.replace("\\n", "\n").replace("\\t", "\t"), List.of(), Targets.NONE);
    assertThat(e.error()).isEqualTo(ConfigError.UNREADABLE);
    assertThat(e.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(e.getMessage()).contains(message).contains("c.yml").doesNotContain(HIDDEN);
  }

  @Test
  void aliasesThatExpandWithoutBoundAreRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String below = "*a" + (i - 1);
      bomb.append("a%d: &a%d [%s, %s, %s, %s]\n".formatted(i, i, below, below, below, below));
    }
    assertThat(failure(bomb.toString(), List.of(), Targets.NONE).error())
        .isEqualTo(ConfigError.UNREADABLE);
    assertThat(failure("a: &a [*a]", List.of(), Targets.NONE).error())
        .isEqualTo(ConfigError.UNREADABLE);
  }

  @Test
  void anAbsentFileIsNamed() {
    PrimaException e =
        catchThrowableOfType(
            PrimaException.class,
            () ->
                ConfigReader.read(
                    Optional.of(folder.resolve("none.yml")), Map.of(), List.of(), Targets.NONE));
    assertThat(e.getMessage()).contains("none.yml is not there");
    assertThat(e.exit()).isEqualTo(ExitCode.USAGE);
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

  private PrimaConfig read(String text, Targets targets) throws IOException {
    return read(text, List.of(), targets);
  }

  private PrimaConfig read(String text, List<String> sets, Targets targets) throws IOException {
    Path file = Files.writeString(folder.resolve("c.yml"), text);
    return ConfigReader.read(Optional.of(file), environment, sets, targets);
  }

  private PrimaException failure(String text, List<String> sets, Targets targets) {
    return catchThrowableOfType(PrimaException.class, () -> read(text, sets, targets));
  }

  private String problems(String text, Targets targets) {
    return failure(text, List.of(), targets).getMessage();
  }
}
