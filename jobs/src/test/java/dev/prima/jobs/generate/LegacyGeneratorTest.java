package dev.prima.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LegacyGeneratorTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(LegacyProfile.class)
  void writesTheSameBytesForTheSameSeed(LegacyProfile profile) throws IOException {
    List<Path> first = generate(new GenerateSpec(at("a/x.db"), 700, 4.2, 5, 7, profile, 0.2, 2));
    List<Path> again = generate(new GenerateSpec(at("b/x.db"), 700, 4.2, 5, 7, profile, 0.2, 2));
    List<Path> other = generate(new GenerateSpec(at("c/x.db"), 700, 4.2, 5, 8, profile, 0.2, 2));
    for (int file = 0; file < 2; file++) {
      assertThat(Files.mismatch(first.get(file), again.get(file))).isEqualTo(-1);
      assertThat(Files.mismatch(first.get(file), other.get(file))).isNotEqualTo(-1);
    }
  }

  @Test
  void countsAsAskedFor() throws SQLException {
    Path file = generate(GenerateSpec.of(at("fleet.db"), 2_000)).get(0);
    assertThat(
            Sql.rows(
                file,
                """
                SELECT (SELECT count(*) FROM agents), (SELECT count(*) FROM connections),
                  (SELECT count(*) FROM consciousness_stream),
                  (SELECT count(*) FROM spores) + (SELECT count(*) FROM wisdom_crystals)
                  + (SELECT count(*) FROM field_measurements) + (SELECT count(*) FROM sacred_cache)
                  + (SELECT count(*) FROM quantum_entanglements)"""))
        .containsExactly("2000|8400|10000|400");
    assertThat(Sql.rows(file, "PRAGMA integrity_check")).containsExactly("ok");
    assertThat(
            Sql.number(
                file,
                "SELECT count(*) FROM connections WHERE agent1_id >= agent2_id"
                    + " OR agent1_id NOT IN (SELECT agent_id FROM agents)"
                    + " OR agent2_id NOT IN (SELECT agent_id FROM agents)"))
        .isZero();
    assertThat(
            Sql.number(
                file,
                "SELECT count(*) FROM consciousness_stream WHERE partition_key IS NOT NULL"
                    + " AND partition_key <> timestamp / 3600"))
        .isZero();
  }

  @Test
  void writesUnifiedFilesInMillisecondsAndWithoutConnections() throws SQLException {
    GenerateSpec spec =
        new GenerateSpec(at("old.db"), 1_000, 4.2, 5, 1, LegacyProfile.UNIFIED, 0, 1);
    Path file = generate(spec).get(0);
    assertThat(
            Sql.rows(
                file,
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                    + " ORDER BY name"))
        .containsExactly(
            "collective_memberships",
            "field_coherence_log",
            "unified_agents",
            "unified_collectives",
            "unified_messages",
            "unified_work");
    assertThat(Sql.rows(file, "SELECT count(*), min(created_at) > 1e11 FROM unified_messages"))
        .containsExactly("5000|1");
    assertThat(Sql.rows(file, "PRAGMA integrity_check")).containsExactly("ok");
  }

  @Test
  void drawsCommunitiesWithMostPairsInside() {
    Network network = Network.of(60_000, 252_000, 3);
    int[] size = new int[500];
    int inside = 0;
    int[] degree = new int[network.agents()];
    int[][] harmonies = new int[500][Network.HARMONIES];
    for (int agent = 0; agent < network.agents(); agent++) {
      size[network.community(agent)]++;
      harmonies[network.community(agent)][network.harmony(agent)]++;
    }
    for (int edge = 0; edge < network.edges(); edge++) {
      assertThat(network.first(edge)).isLessThan(network.second(edge));
      degree[network.first(edge)]++;
      degree[network.second(edge)]++;
      inside +=
          network.community(network.first(edge)) == network.community(network.second(edge)) ? 1 : 0;
    }
    assertThat(network.edges()).isEqualTo(252_000);
    assertThat(inside / 252_000.0).isCloseTo(0.8, within(0.001));
    // Sizes ∝ rank^-0.6: the first community is 100^0.6 = 15.8 times the hundredth.
    assertThat((double) size[0] / size[99]).isCloseTo(15.8, within(0.5));
    assertThat(Stream.of(harmonies).mapToInt(h -> Arrays.stream(h).max().orElse(0)).sum())
        .as("60 % follow, and a seventh of the others by chance")
        .isBetween((int) (60_000 * 0.64), (int) (60_000 * 0.68));
    Arrays.sort(degree);
    assertThat(degree[degree.length - 1]).isGreaterThan(8 * degree[degree.length / 2]);
  }

  @ParameterizedTest
  @CsvSource({"1,4.2,0", "2,4.2,1", "5,1000,10", "40,10,400", "3,0,0"})
  void aSmallNetworkHasAtMostAllItsPairs(int agents, double edges, int expected)
      throws SQLException {
    Path out = at("small.db");
    Path file =
        generate(new GenerateSpec(out, agents, edges, 5, 1, LegacyProfile.PRIMA, 0.5, 1)).get(0);
    assertThat(Sql.number(file, "SELECT count(*) FROM connections")).isEqualTo(expected);
    assertThat(Sql.number(file, "SELECT count(*) FROM consciousness_stream"))
        .isEqualTo(agents * 5L);
  }

  @Test
  void activityFollowsTheHourOfTheSender() throws SQLException {
    Path file = generate(GenerateSpec.of(at("fleet.db"), 200)).get(0);
    // Evenly spread, no hour would have much more than a third of what an agent wrote.
    assertThat(
            Sql.real(
                file,
                """
                SELECT avg(busiest) FROM (SELECT from_agent, max(n) * 1.0 / sum(n) AS busiest FROM
                  (SELECT from_agent, timestamp / 10800 % 8 AS h, count(*) AS n
                   FROM consciousness_stream GROUP BY 1, 2) GROUP BY 1 HAVING sum(n) > 5)"""))
        .isGreaterThan(0.5);
  }

  @Test
  void dirtPutsWartsIntoAShareOfTheRows() throws SQLException {
    Path file =
        generate(new GenerateSpec(at("d.db"), 4_000, 4.2, 5, 1, LegacyProfile.PRIMA, 0.1, 1))
            .get(0);
    assertThat(wart(file, "agents", "typeof(last_heartbeat) = 'text'")).isPositive();
    assertThat(wart(file, "agents", "created_at > 100000000000")).isPositive();
    assertThat(wart(file, "agents", "love_resonance NOT BETWEEN 0 AND 100")).isPositive();
    assertThat(wart(file, "agents", "hex(name) LIKE '%C328A0FF%'")).isPositive();
    assertThat(wart(file, "agents", "instr(hex(sacred_name), '00') % 2 = 1")).isPositive();
    assertThat(wart(file, "agents", "NOT json_valid(secondary_harmonies)")).isPositive();
    assertThat(wart(file, "connections", "agent1_id = agent2_id")).isPositive();
    assertThat(wart(file, "consciousness_stream", "processed = 'true'")).isPositive();
    // 15 warts, two of which are senders that exist nowhere: 2 / 15 of a tenth of 20,000 rows.
    assertThat(wart(file, "consciousness_stream", "from_agent IN ('test-agent', 'collective')"))
        .isBetween(200L, 340L);
    assertThat(Sql.rows(file, "PRAGMA integrity_check")).containsExactly("ok");
  }

  @Test
  void withoutDirtThereAreNoWarts() throws SQLException {
    Path file = generate(GenerateSpec.of(at("clean.db"), 1_000)).get(0);
    assertThat(wart(file, "agents", "typeof(last_heartbeat) <> 'integer'")).isZero();
    assertThat(wart(file, "agents", "NOT json_valid(secondary_harmonies)")).isZero();
    assertThat(wart(file, "consciousness_stream", "length(CAST(content AS BLOB)) > 140")).isZero();
  }

  @Test
  void severalFilesOverlapAsCopiesDo() throws SQLException {
    List<Path> files =
        generate(new GenerateSpec(at("fleet.db"), 1_000, 4.2, 5, 1, LegacyProfile.PRIMA, 0, 4));
    assertThat(files)
        .extracting(f -> f.getFileName().toString())
        .containsExactly("fleet-1.db", "fleet-2.db", "fleet-3.db", "fleet-4.db");
    String attached = union(files, "agents", "agent_id, love_resonance, updated_at");
    assertThat(
            ask(
                files,
                "SELECT count(DISTINCT agent_id), max(n), min(n) FROM (SELECT agent_id, count(*) n"
                    + " FROM ("
                    + attached
                    + ") GROUP BY 1)"))
        .isEqualTo("1000|3|1");
    assertThat(
            Long.parseLong(
                ask(
                    files,
                    "SELECT count(*) FROM (SELECT agent_id FROM ("
                        + attached
                        + ") GROUP BY 1"
                        + " HAVING count(DISTINCT updated_at) > 1"
                        + " AND count(DISTINCT love_resonance) > 1)")))
        .as("agents whose copies differ in state and age")
        .isGreaterThan(150);
    assertThat(
            ask(
                files,
                "SELECT count(*) FROM (SELECT DISTINCT agent1_id, agent2_id FROM ("
                    + union(files, "connections", "agent1_id, agent2_id")
                    + "))"))
        .isEqualTo("4200");
    String messages =
        union(files, "consciousness_stream", "content, from_agent, timestamp, stream_id");
    assertThat(
            ask(files, "SELECT count(DISTINCT content), count(*) > 7000 FROM (" + messages + ")"))
        .isEqualTo("5000|1");
    assertThat(
            Long.parseLong(
                ask(
                    files,
                    "SELECT count(*) FROM (SELECT content FROM ("
                        + messages
                        + ") GROUP BY content,"
                        + " from_agent, timestamp HAVING count(*) > 1"
                        + " AND count(DISTINCT stream_id) > 1)")))
        .as("messages that stand in several files under different local ids")
        .isGreaterThan(2_000);
  }

  @Test
  void refusesToOverwrite() throws IOException {
    Path standing = Files.writeString(at("fleet-2.db"), "precious");
    GenerateSpec spec = new GenerateSpec(at("fleet.db"), 10, 1, 1, 1, LegacyProfile.PRIMA, 0, 3);
    assertThatThrownBy(() -> generate(spec))
        .isInstanceOfSatisfying(
            PrimaException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE))
        .hasMessageStartingWith("GEN-002 ")
        .hasMessageContaining("fleet-2.db exists");
    assertThat(standing).hasContent("precious");
    assertThat(files(folder)).containsExactly("fleet-2.db");
  }

  @Test
  void listsAllBadNumbersInOneMessage() {
    assertThatThrownBy(
            () -> new GenerateSpec(at("x.db"), 0, -1, Double.NaN, 1, LegacyProfile.PRIMA, 2, 0))
        .isInstanceOfSatisfying(
            PrimaException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE))
        .hasMessageStartingWith("GEN-001 ")
        .hasMessageContainingAll(
            "--agents 0", "--edges -1.0", "--messages NaN", "--dirt 2.0", "--files 0");
  }

  @Test
  void failsAsExternalWhereTheFolderCannotBeWritten() throws IOException {
    Files.writeString(at("file"), "no folder");
    assertThatThrownBy(() -> generate(GenerateSpec.of(at("file/x.db"), 10)))
        .isInstanceOfSatisfying(
            PrimaException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.EXTERNAL))
        .hasMessageStartingWith("GEN-003 ");
  }

  @Test
  void removesWhatItMadeWhenALaterFileFails() throws IOException {
    Files.createDirectories(at("fleet-3.db.partial/in-the-way"));
    GenerateSpec spec = new GenerateSpec(at("fleet.db"), 10, 1, 1, 1, LegacyProfile.PRIMA, 0, 3);
    assertThatThrownBy(() -> generate(spec)).hasMessageStartingWith("GEN-003 ");
    assertThat(files(folder)).containsExactly("fleet-3.db.partial");
  }

  private static List<Path> generate(GenerateSpec spec) {
    return new LegacyGenerator(spec, (file, table, written, of) -> {}).generate();
  }

  private Path at(String name) {
    return folder.resolve(name);
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private static long wart(Path file, String table, String condition) throws SQLException {
    return Sql.number(file, "SELECT count(*) FROM " + table + " WHERE " + condition);
  }

  /** A union over the tables of all files, which {@link #ask} attaches as f0, f1 ... */
  private static String union(List<Path> files, String table, String columns) {
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < files.size(); i++) {
      sql.append(i == 0 ? "" : " UNION ALL ");
      sql.append("SELECT ").append(columns).append(" FROM f").append(i).append('.').append(table);
    }
    return sql.toString();
  }

  private static String ask(List<Path> files, String query) throws SQLException {
    String attach =
        IntStream.range(0, files.size())
            .mapToObj(i -> "ATTACH '" + files.get(i) + "' AS f" + i)
            .collect(Collectors.joining(";"));
    return Sql.rows(Path.of(":memory:"), attach, query).get(0);
  }
}
