package dev.prima.jobs.reshard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.json.Json;
import dev.prima.core.json.JsonValue.JsonObject;
import dev.prima.jobs.cli.Main;
import dev.prima.jobs.spark.SparkSessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code reshard} as users call it. */
class ReshardCommandIT {
  private static final int NODES = 900;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path edges;
  private Path result;

  @BeforeEach
  void write() throws IOException {
    edges = folder.resolve("edges.csv");
    result = folder.resolve("out");
    Files.write(edges, lines());
  }

  private static List<String> lines() {
    return Edges.communities(NODES, 9).rows.stream().map(ReshardCommandIT::line).toList();
  }

  private static String line(Row row) {
    return row.getString(0) + "," + row.getString(1) + "," + row.getLong(2);
  }

  private int reshard(String... words) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(words);
  }

  private int reshard(Path file, String shards) {
    return reshard(
        "reshard", "--edges", file.toString(), "--shards", shards, "--out", result.toString());
  }

  @Test
  void writesTheMapAndPrintsOneLineOfJson() throws IOException {
    assertThat(reshard(edges, "9")).as(err.toString()).isZero();
    assertThat(out.toString().lines()).hasSize(1);
    JsonObject line = Json.parse(out.toString().strip()).asObject();
    assertThat(line.get("nodes").asLong()).isEqualTo(NODES);
    assertThat(line.get("shards").asLong()).isEqualTo(9);
    assertThat(line.get("edgeCut").asDouble()).isLessThan(line.get("hashEdgeCut").asDouble());
    assertThat(line.get("maxOverMean").asDouble()).isLessThanOrEqualTo(1.05);
    assertThat(Json.parse(Files.readString(result.resolve("summary.json")))).isEqualTo(line);
    Map<String, Integer> sizes = new HashMap<>();
    List<String> map = Files.readAllLines(result.resolve("shard-map.csv"));
    assertThat(map.get(0)).isEqualTo("node,shard");
    map.stream().skip(1).forEach(l -> sizes.merge(l.split(",")[1], 1, Integer::sum));
    assertThat(map).hasSize(NODES + 1);
    assertThat(sizes).hasSize(9);
    assertThat(sizes.values()).allMatch(size -> size <= 105);
    expectTheSameOfParquet(map);
  }

  private void expectTheSameOfParquet(List<String> map) throws IOException {
    Path parquet = folder.resolve("edges.parquet");
    SparkSession spark = SparkSessions.open("local[1]", folder.resolve("spark"), Map.of());
    try {
      Edges.communities(NODES, 9).dataset(spark, 3).write().parquet(parquet.toUri().toString());
    } finally {
      SparkSessions.stop(spark);
    }
    result = folder.resolve("of-parquet");
    assertThat(reshard(parquet, "9")).as(err.toString()).isZero();
    assertThat(Files.readAllLines(result.resolve("shard-map.csv"))).isEqualTo(map);
  }

  @Test
  void headersAreSeenAndWeightsMayBeAbsentOrOdd() throws IOException {
    Path odd = folder.resolve("odd.csv");
    Files.writeString(
        odd, "from,to,weight\na,b,1.5\nb,c,NaN\nc,d,-1\nd,a,oops\na,a,3\nb,a,0.25\n\"x,y\",a,1\n");
    assertThat(reshard(odd, "1")).as(err.toString()).isZero();
    JsonObject line = Json.parse(out.toString().strip()).asObject();
    assertThat(line.get("nodes").asLong()).isEqualTo(5);
    assertThat(line.get("edges").asLong()).isEqualTo(2);
    assertThat(line.get("rows").asLong()).isEqualTo(7);
    assertThat(line.get("rowsLeftOut").asLong()).isEqualTo(4);
    assertThat(Files.readAllLines(result.resolve("shard-map.csv"))).contains("\"x,y\",0");
  }

  @Test
  void whatIsWrongIsSaidAndNothingWritten() throws IOException {
    assertThat(reshard(folder.resolve("absent.csv"), "3")).isEqualTo(2);
    assertThat(err.toString()).contains("SHD-001").contains("absent.csv");
    assertThat(reshard(edges, "0")).isEqualTo(2);
    assertThat(reshard(edges, "many")).isEqualTo(2);
    assertThat(err.toString()).contains("SHD-003").contains("from 1 to 32767");
    Path wide = Files.writeString(folder.resolve("wide.csv"), "a,b,c,d\n");
    assertThat(reshard(wide, "3")).isEqualTo(2);
    assertThat(err.toString()).contains("SHD-002").contains("source, target");
    assertThat(result).doesNotExist();
    Files.createDirectories(result);
    Files.writeString(result.resolve("precious"), "");
    assertThat(reshard(edges, "3")).isEqualTo(2);
    assertThat(err.toString()).contains("SHD-004");
    assertThat(result.resolve("precious")).exists();
    assertThat(out.toString()).isEmpty();
    assertThat(new CommandLine(new Main()).getSubcommands()).containsKey("reshard");
  }
}
