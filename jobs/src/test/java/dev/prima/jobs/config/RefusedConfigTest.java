package dev.prima.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.prima.core.config.ConfigError;
import dev.prima.core.config.Targets;
import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which configs are refused, and in which words. */
class RefusedConfigTest extends ConfigText {
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
        "reconcile: {tolerance: {agents.love_resonance: much}}|\"much\" is not a number such as 0.001",
        "extract: {chunk-bytes: 1KiB}|\"1KiB\" is not a size such as",
        "load: {statement-timeout: 10}|\"10\" is not a time span such as",
        "load: {months: {from: 2020-05, to: 2020-04}}|load.months.to: 2020-04 is before from, 2020-05",
        "load: {months: {from: 2020-13}}|load.months.from: \"2020-13\" is not a month such as",
        "load: {months: {from: 1900-01, to: 2261-12}}|makes 4344 monthly partitions",
        "errors: {budget: -1}|\"-1\" is not 0, a number of rows",
        "errors: {budget: 101%}|\"101%\" is not 0, a number of rows",
        "source: {immutable: yes}|\"yes\" is not true or false",
        "source: {profile: [auto, a.yml]}|auto stands alone",
        "source: {merge: true}|source.merge: \"true\" is not one of key, content, separate",
        "source: {text: {nul: replace}}|source.text.nul: \"replace\" is not one of reject, strip",
        "source: {text: {utf8: strip}}|source.text.utf8: \"strip\" is not one of reject, replace",
        "conflicts: {}|conflicts: is not available in this version; leave it out",
        "schedule: {cron: often}|schedule.cron: \"often\"",
        "schedule: {time-zone: Mars/North}|schedule.time-zone: \"Mars/North\" is no time zone",
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
        .contains("reconcile.level: \"deep\" is not one of count, fingerprint, row")
        .contains("[option --set reconcile.level]");
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
}
