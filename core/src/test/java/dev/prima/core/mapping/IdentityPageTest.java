package dev.prima.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The worked examples of docs/identity.md, whose values come from Python's hashlib and uuid. */
class IdentityPageTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void aPairHasTheIdentityOfThePageInEitherOrder() throws IOException {
    TargetTable pairs = table(ColumnType.TEXT, ColumnType.TEXT);
    IdentityHash hash = new IdentityHash(pairs, new Identity.Key(List.of("c0", "c1"), true));
    String forth = HEX.formatHex(hash.of(new Values("agent-1", "agent-2")));
    assertThat(forth).isEqualTo(HEX.formatHex(hash.of(new Values("agent-2", "agent-1"))));
    assertThat(page()).contains("`" + forth + "`");
  }

  @Test
  void idsAreMadeAsThePageSays() throws IOException {
    assertThat(page())
        .contains("`" + IdentityHash.NAMESPACE + "`")
        .contains("`" + uuid(IdentityHash.version5("id:msg-1")) + "`");
  }

  @Test
  void aMessageHasTheIdentityOfThePage() throws IOException {
    ColumnType text = ColumnType.TEXT;
    TargetTable messages =
        table(ColumnType.TIMESTAMPTZ, text, text, text, text, text, ColumnType.DOUBLE, text);
    List<String> all = messages.columns().stream().map(TargetColumn::name).toList();
    byte[] identity =
        new IdentityHash(messages, new Identity.Content(all))
            .of(
                new Values(
                    1_735_689_600_000_000L,
                    "agent-1",
                    null,
                    "insight",
                    "Hello",
                    null,
                    Double.doubleToRawLongBits(0.5),
                    null));
    assertThat(page())
        .contains("`" + HEX.formatHex(identity) + "`")
        .contains("`" + uuid(IdentityHash.occurrence(identity, 1)) + "`")
        .contains("`" + uuid(IdentityHash.occurrence(identity, 2)) + "`");
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("docs", "identity.md"));
  }

  private static UUID uuid(byte[] bytes) {
    ByteBuffer both = ByteBuffer.wrap(bytes);
    return new UUID(both.getLong(), both.getLong());
  }

  private static TargetTable table(ColumnType... types) {
    return new TargetTable(
        "t",
        IntStream.range(0, types.length)
            .mapToObj(i -> new TargetColumn("c" + i, types[i], false, true))
            .toList(),
        new TargetTable.TargetKey(List.of(), false, false),
        Precedence.NONE,
        new Placement.Home(),
        new TargetTable.Stores(null, null));
  }

  /** Words as longs, bytes as texts. */
  private static final class Values implements RowValues {
    private final @Nullable Object[] values;

    Values(@Nullable Object... values) {
      this.values = values;
    }

    @Override
    public boolean isNull(int column) {
      return values[column] == null;
    }

    @Override
    public long word(int column) {
      return (Long) values[column];
    }

    @Override
    public byte[] array(int column) {
      return ((String) values[column]).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int offset(int column) {
      return 0;
    }

    @Override
    public int length(int column) {
      return array(column).length;
    }
  }
}
