package dev.prima.jobs.load.postgres;

import static dev.prima.jobs.load.postgres.TestTables.MESSAGES;
import static dev.prima.jobs.postgres.TestNodes.execute;
import static dev.prima.jobs.postgres.TestNodes.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prima.core.error.ExitCode;
import dev.prima.core.error.PrimaException;
import dev.prima.core.mapping.TargetTable;
import dev.prima.jobs.mapping.MappingReader;
import dev.prima.jobs.postgres.IndexBuild;
import dev.prima.jobs.postgres.NodeCheck;
import dev.prima.jobs.postgres.NodeCheck.Purpose;
import dev.prima.jobs.postgres.PostgresNode;
import dev.prima.jobs.postgres.PostgresSchema;
import dev.prima.jobs.postgres.PostgresSchema.Partitions;
import java.io.IOException;
import java.time.YearMonth;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is made on a node, and what of others it refuses, on any real server. */
abstract class SchemaContract extends ThreeNodes {
  @Test
  void preparingAndFinishingAgainDoesNothing() {
    finish();
    PostgresNode node = nodes.get(0);
    String indexes =
        "SELECT indexrelid::regclass, indrelid::regclass, indisvalid FROM pg_index WHERE indrelid IN"
            + " (SELECT oid FROM pg_class WHERE relnamespace::regnamespace::text IN ('prima', 'legacy'))"
            + " ORDER BY 1::text";
    List<String> before = rows(node, indexes);
    assertThat(before)
        .contains(
            "prima.agents_pkey|prima.agents|t",
            "prima.agents_s3_pkey|prima.agents_s3|t",
            "prima.messages_message_id_created_at_key|prima.messages|t",
            "prima.connections_agent1_id_agent2_id_key|prima.connections|t")
        .allMatch(i -> i.endsWith("|t"));
    finish();
    assertThat(rows(node, indexes)).isEqualTo(before);
    assertThat(PostgresSchema.plan(node, TABLES, PARTITIONS).statements())
        .allMatch(s -> s.endsWith("SET (autovacuum_enabled = false)"));
    PostgresSchema.apply(PostgresSchema.plan(node, TABLES, PARTITIONS));
    assertThat(PostgresSchema.plan(node, TABLES, PARTITIONS).statements()).isEmpty();
  }

  @Test
  void theWholeTargetModelStands() {
    PostgresNode node = nodes().get(0);
    List<TargetTable> model =
        MappingReader.builtIn().targets().stream()
            .filter(t -> t.stores().postgres().isPresent())
            .toList();
    assertThat(model).hasSizeGreaterThan(5);
    PostgresSchema.apply(PostgresSchema.plan(node, model, PARTITIONS));
    IndexBuild.finish(node, model, 2);
    assertThat(PostgresSchema.plan(node, model, PARTITIONS).statements())
        .allMatch(s -> s.endsWith("SET (autovacuum_enabled = false)"));
    assertThat(IndexBuild.finish(node, model, 2)).isZero();
  }

  @Test
  void aMonthWhoseRowsStandInTheDefaultPartitionGetsNone() throws IOException {
    TestRows rows = new TestRows(MESSAGES);
    rows.add(null, null, "a-east", "z", micros("2031-01-01T00:00:00Z")).identity(new byte[32], 1);
    load(rows, MESSAGES, "run");
    Partitions more =
        new Partitions(
            new TreeSet<>(), new TreeSet<>(List.of(YearMonth.of(2031, 1), YearMonth.of(2031, 2))));
    PostgresSchema.apply(PostgresSchema.plan(nodes.get(1), List.of(MESSAGES), more));
    assertThat(
            rows(
                nodes.get(1),
                "SELECT relname FROM pg_class WHERE relname LIKE 'messages_2031%' AND relkind = 'r'"))
        .containsExactly("messages_2031_02");
  }

  @Test
  void aSchemaOfSomebodyElseBlocksUnlessItIsEmpty() {
    PostgresNode node = nodes().get(0);
    execute(node, "CREATE SCHEMA prima");
    assertThat(NodeCheck.inspect(node, Purpose.WRITE, List.of("prima", "legacy")).problems())
        .isEmpty();
    execute(node, "CREATE TABLE prima.agents (id int)");
    assertThat(NodeCheck.inspect(node, Purpose.WRITE, List.of("prima")).problems()).hasSize(1);
    assertThatThrownBy(() -> PostgresSchema.plan(node, TABLES, PARTITIONS))
        .isInstanceOfSatisfying(
            PrimaException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.BLOCKED))
        .hasMessageStartingWith("PGS-006 PostgreSQL node " + node.name())
        .hasMessageContaining("schema prima");
  }

  @Test
  void aTableOfOursWithOtherTypesBlocks() {
    execute(nodes.get(0), "ALTER TABLE prima.connections ALTER insights TYPE text");
    assertThatThrownBy(() -> PostgresSchema.plan(nodes.get(0), TABLES, PARTITIONS))
        .hasMessageContaining("PGS-013")
        .hasMessageContaining("prima.connections, column insights is text, not bigint");
  }
}
