package dev.prima.jobs.staging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was encoded, read with Parquet's own row reader, which shares no code with it. */
class ColumnPagesTest {
  private static final MessageType SCHEMA =
      new MessageType(
          "row",
          Types.required(PrimitiveTypeName.INT32).named("number"),
          Types.optional(PrimitiveTypeName.INT64).named("long"),
          Types.optional(PrimitiveTypeName.DOUBLE).named("double"),
          Types.optional(PrimitiveTypeName.BOOLEAN).named("boolean"),
          Types.optional(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named("text"),
          Types.optional(PrimitiveTypeName.INT64).named("never"),
          Types.optional(PrimitiveTypeName.INT64).named("always"));

  private static final double[] ODD_REALS = {
    Double.NaN, -0.0, 0.0, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, 1.5
  };

  @TempDir Path folder;

  private record Values(
      @Nullable Long word, @Nullable Double real, @Nullable Boolean flag, @Nullable String text) {}

  /** Text of up to 200 bytes, so that thousands of rows take several pages. */
  private static List<Values> random(int rows) {
    Random random = new Random(7);
    List<Values> values = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      // Long stretches without any value, so that whole pages hold nulls alone.
      boolean gap = i > rows / 4 && i < rows / 2;
      values.add(
          new Values(
              gap || random.nextInt(3) == 0 ? null : random.nextLong(),
              random.nextInt(5) == 0 ? null : ODD_REALS[random.nextInt(ODD_REALS.length)],
              random.nextInt(7) == 0 ? null : random.nextBoolean(),
              gap || random.nextInt(4) == 0 ? null : "ü".repeat(random.nextInt(100)) + i));
    }
    return values;
  }

  private org.apache.hadoop.fs.Path write(List<Values> rows) throws Exception {
    Configuration configuration = new Configuration();
    var file = new org.apache.hadoop.fs.Path(folder.resolve("pages.parquet").toUri());
    CodecFactory codecs = new CodecFactory(configuration, 0);
    ColumnChunkPageWriteStore store =
        new ColumnChunkPageWriteStore(
            codecs.getCompressor(CompressionCodecName.ZSTD),
            SCHEMA,
            HeapByteBufferAllocator.getInstance(),
            64,
            true);
    ColumnPages.Buffers buffers = new ColumnPages.Buffers();
    for (ColumnDescriptor column : SCHEMA.getColumns()) {
      ColumnPages pages = new ColumnPages(store.getPageWriter(column), column, buffers);
      for (int i = 0; i < rows.size(); i++) {
        add(pages, column.getPath()[0], rows.get(i), i);
      }
      pages.end();
    }
    ParquetFileWriter writer =
        new ParquetFileWriter(
            HadoopOutputFile.fromPath(file, configuration),
            SCHEMA,
            ParquetFileWriter.Mode.CREATE,
            1 << 27,
            0,
            64,
            Integer.MAX_VALUE,
            true);
    writer.start();
    writer.startBlock(rows.size());
    store.flushToFileWriter(writer);
    writer.endBlock();
    writer.end(Map.of());
    codecs.release();
    return file;
  }

  private static void add(ColumnPages pages, String column, Values row, int number)
      throws Exception {
    switch (column) {
      case "number" -> pages.addInt(number);
      case "always" -> pages.addLong(-number);
      case "long" -> {
        if (row.word() == null) {
          pages.addNull();
        } else {
          pages.addLong(row.word());
        }
      }
      case "double" -> {
        if (row.real() == null) {
          pages.addNull();
        } else {
          pages.addDouble(row.real());
        }
      }
      case "boolean" -> {
        if (row.flag() == null) {
          pages.addNull();
        } else {
          pages.addBoolean(row.flag());
        }
      }
      case "text" -> {
        if (row.text() == null) {
          pages.addNull();
        } else {
          byte[] bytes = row.text().getBytes(StandardCharsets.UTF_8);
          pages.addBytes(bytes, 0, bytes.length);
        }
      }
      default -> pages.addNull();
    }
  }

  private static ParquetReader<Group> read(
      org.apache.hadoop.fs.Path file, FilterCompat.Filter filter) throws Exception {
    return ParquetReader.builder(new GroupReadSupport(), file).withFilter(filter).build();
  }

  @Test
  void everyValueComesBackFromSeveralPages() throws Exception {
    List<Values> rows = random(60_000);
    org.apache.hadoop.fs.Path file = write(rows);
    try (ParquetReader<Group> reader = read(file, FilterCompat.NOOP)) {
      for (int i = 0; i < rows.size(); i++) {
        Group group = reader.read();
        assertThat(group.getInteger("number", 0)).isEqualTo(i);
        assertThat(group.getLong("always", 0)).isEqualTo(-i);
        assertThat(group.getFieldRepetitionCount("never")).isZero();
        Values row = rows.get(i);
        assertThat(present(group, "long") ? group.getLong("long", 0) : null).isEqualTo(row.word());
        Double real = present(group, "double") ? group.getDouble("double", 0) : null;
        // Double.equals tells -0.0 from 0.0 and takes NaN for itself.
        assertThat(real).isEqualTo(row.real());
        assertThat(present(group, "boolean") ? group.getBoolean("boolean", 0) : null)
            .isEqualTo(row.flag());
        assertThat(present(group, "text") ? group.getString("text", 0) : null)
            .isEqualTo(row.text());
      }
      assertThat(reader.read()).isNull();
    }
  }

  private static boolean present(Group group, String field) {
    return group.getFieldRepetitionCount(field) == 1;
  }

  @Test
  void filtersThatSkipPagesFindEveryRow() throws Exception {
    List<Values> rows = random(60_000);
    org.apache.hadoop.fs.Path file = write(rows);
    long pivot = 0x4000_0000_0000_0000L;
    long above = rows.stream().filter(r -> r.word() != null && r.word() > pivot).count();
    assertThat(count(file, FilterApi.gt(FilterApi.longColumn("long"), pivot))).isEqualTo(above);
    long absent = rows.stream().filter(r -> r.word() == null).count();
    assertThat(count(file, FilterApi.eq(FilterApi.longColumn("long"), null))).isEqualTo(absent);
    // Every text ends in the number of its row.
    String text = rows.stream().map(Values::text).filter(t -> t != null).reduce("", (a, b) -> b);
    assertThat(count(file, FilterApi.eq(FilterApi.binaryColumn("text"), Binary.fromString(text))))
        .isEqualTo(1);
    // Parquet orders -0.0 before 0.0.
    long negative =
        rows.stream().filter(r -> r.real() != null && Double.compare(r.real(), 0) < 0).count();
    assertThat(count(file, FilterApi.lt(FilterApi.doubleColumn("double"), 0.0)))
        .isEqualTo(negative);
    long set = rows.stream().filter(r -> Boolean.TRUE.equals(r.flag())).count();
    assertThat(count(file, FilterApi.eq(FilterApi.booleanColumn("boolean"), true))).isEqualTo(set);
  }

  private static long count(org.apache.hadoop.fs.Path file, FilterPredicate filter)
      throws Exception {
    long found = 0;
    try (ParquetReader<Group> reader = read(file, FilterCompat.get(filter))) {
      while (reader.read() != null) {
        found++;
      }
    }
    return found;
  }

  @Test
  void boundsAndNullsAreThoseOfTheValues() throws Exception {
    List<Values> rows = random(60_000);
    org.apache.hadoop.fs.Path file = write(rows);
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, new Configuration()))) {
      List<ColumnChunkMetaData> columns = reader.getFooter().getBlocks().get(0).getColumns();
      ColumnChunkMetaData words = columns.get(1);
      assertThat(words.getStatistics().getNumNulls())
          .isEqualTo(rows.stream().filter(r -> r.word() == null).count());
      assertThat(words.getStatistics().genericGetMin())
          .isEqualTo(
              rows.stream().map(Values::word).filter(w -> w != null).min(Long::compare).get());
      assertThat(words.getStatistics().genericGetMax())
          .isEqualTo(
              rows.stream().map(Values::word).filter(w -> w != null).max(Long::compare).get());
      assertThat(columns.get(2).getStatistics().hasNonNullValue())
          .as("no bounds where a value is not a number")
          .isFalse();
      assertThat(reader.readOffsetIndex(columns.get(4)).getPageCount()).isGreaterThan(2);
      assertThat(reader.readColumnIndex(columns.get(1)).getNullPages()).doesNotContainNull();
      assertThat(columns.get(5).getStatistics().getNumNulls()).isEqualTo(rows.size());
    }
  }
}
