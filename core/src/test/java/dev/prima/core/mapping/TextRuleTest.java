package dev.prima.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.mapping.TableClaim.ColumnRule;
import dev.prima.core.mapping.TextRule.Invalid;
import dev.prima.core.mapping.TextRule.Nul;
import dev.prima.core.schema.RowPage;
import dev.prima.core.schema.SourceColumn;
import dev.prima.core.schema.SourceTable;
import dev.prima.core.schema.StorageClass;
import dev.prima.core.schema.TableDeclaration;
import dev.prima.core.schema.TaggedValue;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Texts that no target can hold, by each rule. What is UTF-8, and what is a part that becomes one
 * U+FFFD, is said here by regular expressions after tables 3-7 to 3-11 of the Unicode standard.
 */
class TextRuleTest {
  private static final TextRule STRIP = new TextRule(Nul.STRIP, Invalid.REJECT);
  private static final TextRule REPLACE = new TextRule(Nul.REJECT, Invalid.REPLACE);
  private static final TextRule BOTH = new TextRule(Nul.STRIP, Invalid.REPLACE);

  private static final String REPLACEMENT = bytes("\uFFFD");

  private static final String CHARACTER =
      "[\\x00-\\x7f]|[\\xc2-\\xdf][\\x80-\\xbf]|\\xe0[\\xa0-\\xbf][\\x80-\\xbf]"
          + "|[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}|\\xed[\\x80-\\x9f][\\x80-\\xbf]"
          + "|\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}|[\\xf1-\\xf3][\\x80-\\xbf]{3}"
          + "|\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2}";

  /** A surrogate is one part, whole or begun. */
  private static final String PART =
      "\\xed[\\xa0-\\xbf][\\x80-\\xbf]?|\\xe0[\\xa0-\\xbf]|[\\xe1-\\xef][\\x80-\\xbf]"
          + "|\\xf0[\\x90-\\xbf][\\x80-\\xbf]?|[\\xf1-\\xf3][\\x80-\\xbf]{1,2}"
          + "|\\xf4[\\x80-\\x8f][\\x80-\\xbf]?|[\\x80-\\xff]";

  private static final Pattern NEXT =
      Pattern.compile("(" + CHARACTER + ")|(" + PART + ")", Pattern.DOTALL);

  /** Bytes as characters of the same number. */
  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String bytes(String text) {
    return latin(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean valid(byte[] text) {
    return latin(text).matches("(?s)(?:" + CHARACTER + ")*");
  }

  private static String replaced(byte[] text) {
    return NEXT.matcher(latin(text)).replaceAll(m -> m.group(1) == null ? REPLACEMENT : m.group());
  }

  private static RowPage.Column texts(List<byte[]> values) {
    RowPage.Column column = new RowPage.Column();
    values.forEach(column::appendText);
    return column;
  }

  private static List<String> latin(RowPage.Column column, int rows) {
    return java.util.stream.IntStream.range(0, rows).mapToObj(r -> latin(column.bytes(r))).toList();
  }

  /** Bytes at the borders of the standard's tables, so that characters and parts of them occur. */
  @Provide
  Arbitrary<byte[]> text() {
    return Arbitraries.of(
            0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0,
            0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff)
        .list()
        .ofMaxSize(8)
        .map(
            list -> {
              byte[] bytes = new byte[list.size()];
              for (int i = 0; i < bytes.length; i++) {
                bytes[i] = list.get(i).byteValue();
              }
              return bytes;
            });
  }

  @Provide
  Arbitrary<List<byte[]>> page() {
    return text().list().ofMaxSize(12);
  }

  @Property(tries = 2_000)
  void eachPartThatIsNoUtf8BecomesOneReplacement(@ForAll("page") List<byte[]> values) {
    Findings findings = new Findings(values.size());

    RowPage.Column out = REPLACE.applied(texts(values), values.size(), "body", findings);

    assertThat(latin(out, values.size()))
        .isEqualTo(values.stream().map(TextRuleTest::replaced).toList());
    long invalid = values.stream().filter(v -> !valid(v)).count();
    assertThat(findings.conversions())
        .isEqualTo(invalid == 0 ? Map.of() : Map.of("body: utf8 replace", invalid));
  }

  @Property(tries = 2_000)
  void nulIsTakenOutOfWhatIsUtf8AndNothingElse(@ForAll("page") List<byte[]> values) {
    Findings findings = new Findings(values.size());

    RowPage.Column out = STRIP.applied(texts(values), values.size(), "body", findings);

    assertThat(latin(out, values.size()))
        .isEqualTo(
            values.stream().map(v -> valid(v) ? latin(v).replace("\0", "") : latin(v)).toList());
    long stripped = values.stream().filter(v -> valid(v) && latin(v).contains("\0")).count();
    assertThat(findings.conversions())
        .isEqualTo(stripped == 0 ? Map.of() : Map.of("body: nul strip", stripped));
  }

  @Property(tries = 2_000)
  void byBothRulesEveryTextBecomesOneThatTargetsHold(@ForAll("page") List<byte[]> values) {
    RowPage.Column out =
        BOTH.applied(texts(values), values.size(), "body", new Findings(values.size()));

    assertThat(latin(out, values.size()))
        .isEqualTo(values.stream().map(v -> replaced(v).replace("\0", "")).toList());
    for (int r = 0; r < values.size(); r++) {
      byte[] text = out.bytes(r);
      assertThat(Utf8.problem(text, 0, text.length)).isNull();
    }
  }

  @Property
  void whatIsRejectedStaysAsItIs(@ForAll("page") List<byte[]> values) {
    RowPage.Column in = texts(values);

    assertThat(TextRule.REJECT.applied(in, values.size(), "body", new Findings(values.size())))
        .isSameAs(in);
  }

  @Property
  void onlyTextsAreConverted(@ForAll("text") byte[] value) {
    RowPage.Column in = new RowPage.Column();
    in.appendBlob(value);
    in.appendNull();
    in.appendInteger(0);
    in.appendReal(-0.0);
    in.appendText(new byte[] {0});

    RowPage.Column out = BOTH.applied(in, 5, "body", new Findings(5));

    assertThat(latin(out.bytes(0))).isEqualTo(latin(value));
    assertThat(out.storageClass(0)).isEqualTo(StorageClass.BLOB);
    assertThat(out.storageClass(1)).isEqualTo(StorageClass.NULL);
    assertThat(out.integer(2)).isZero();
    assertThat(Double.doubleToRawLongBits(out.real(3))).isEqualTo(1L << 63);
    assertThat(out.storageClass(4)).isEqualTo(StorageClass.TEXT);
    assertThat(out.bytes(4)).isEmpty();
  }

  /** Tables 3-8, 3-10 and 3-11 as the standard has them; 3-9 tells of surrogates. */
  @Example
  void theExamplesOfTheStandard() {
    replaces("c0 af e0 80 bf f0 81 82 41", "\uFFFD".repeat(8) + "A");
    replaces("f4 91 92 93 ff 41 80 bf 42", "\uFFFD".repeat(5) + "A" + "\uFFFD\uFFFD" + "B");
    replaces("e1 80 e2 f0 91 92 f1 bf 41", "\uFFFD".repeat(4) + "A");
    replaces("ed a0 80 ed bf bf ed af 41", "\uFFFD".repeat(3) + "A");
  }

  private static void replaces(String hex, String expected) {
    byte[] text = HexFormat.ofDelimiter(" ").parseHex(hex);
    RowPage.Column out = REPLACE.applied(texts(List.of(text)), 1, "t", new Findings(1));
    assertThat(new String(out.bytes(0), StandardCharsets.UTF_8)).isEqualTo(expected);
  }

  @Example
  void bytesThatANulPartsBecomeNoCharacter() {
    byte[] parted = {(byte) 0xc3, 0, (byte) 0xa9};
    Findings findings = new Findings(1);

    RowPage.Column both = BOTH.applied(texts(List.of(parted)), 1, "t", findings);

    assertThat(new String(both.bytes(0), StandardCharsets.UTF_8)).isEqualTo("\uFFFD\uFFFD");
    assertThat(findings.conversions()).isEqualTo(Map.of("t: nul strip", 1L, "t: utf8 replace", 1L));
    assertThat(STRIP.applied(texts(List.of(parted)), 1, "t", new Findings(1)).bytes(0))
        .isEqualTo(parted);
  }

  private static final SourceTable NOTES =
      new SourceTable(
          "notes",
          List.of(
              new SourceColumn("k", "TEXT", false, 1, false),
              new SourceColumn("body", "TEXT", false, 0, false)),
          true,
          List.of(),
          TableDeclaration.NONE);

  private static RowPage notes(String... keysAndBodies) {
    RowPage page = new RowPage(2);
    for (int v = 0; v < keysAndBodies.length; v += 2) {
      page.beginRow(v / 2 + 1);
      page.column(0).appendText(keysAndBodies[v].getBytes(StandardCharsets.ISO_8859_1));
      page.column(1).appendText(keysAndBodies[v + 1].getBytes(StandardCharsets.ISO_8859_1));
    }
    return page;
  }

  @Example
  void rowsWhoseKeysBecomeOneAreCopiesOfOneRow() {
    RowMapper mapper =
        new RowMapper(
            UnclaimedTable.claim(NOTES, NOTES).with(STRIP), UnclaimedTable.staged(NOTES), NOTES);

    MappedPage mapped = mapper.map(notes("a", "x", "a\0", "x\0", "\0a", "y", "\0", "z"));

    byte[] first = mapped.at(0).identity();
    byte[] content = mapped.at(0).contentHash();
    assertThat(mapped.at(1).identity()).isEqualTo(first);
    assertThat(mapped.at(1).contentHash()).isEqualTo(content);
    assertThat(mapped.at(2).identity()).isEqualTo(first);
    assertThat(mapped.at(2).contentHash()).isNotEqualTo(content);
    assertThat(mapped.conversions()).isEqualTo(Map.of("k: nul strip", 3L, "body: nul strip", 1L));
    assertThat(
            TaggedValue.bytes(
                java.util.Arrays.copyOfRange(
                    mapped.at(1).array(0), mapped.offset(0), mapped.offset(0) + mapped.length(0))))
        .isEqualTo(new byte[] {'a'});
  }

  private static MappedPage mapped(List<TextConversion> texts, TextRule others, String body) {
    TargetTable target =
        new TargetTable(
            "notes",
            List.of(
                new TargetColumn("id", ColumnType.TEXT, true, false),
                new TargetColumn("words", ColumnType.JSONB, false, true),
                new TargetColumn("extra", ColumnType.JSONB, false, true)),
            new TargetTable.TargetKey(List.of("id"), false, false, TargetTable.Scope.ALL_FILES),
            Precedence.NONE,
            new Placement.Home(),
            new TargetTable.Stores(null, null));
    SourceTable source =
        new SourceTable(
            "notes",
            List.of(
                new SourceColumn("k", "TEXT", false, 1, false),
                new SourceColumn("body", "TEXT", false, 0, false),
                new SourceColumn("more", "TEXT", false, 0, false)),
            true,
            List.of(),
            TableDeclaration.NONE);
    TableClaim claim =
        new TableClaim(
            "test",
            "notes",
            List.of(),
            "notes",
            new Identity.Key(List.of("id"), false),
            List.of(
                new ColumnRule("k", "id", Conversion.NONE, ""),
                new ColumnRule("body", "words", Conversion.NONE, "", texts)));
    RowPage page = new RowPage(3);
    page.beginRow(1);
    page.column(0).appendText(new byte[] {'k'});
    page.column(1).appendText(body.getBytes(StandardCharsets.ISO_8859_1));
    page.column(2).appendText(new byte[] {'m', 0});
    return new RowMapper(claim.with(others), target, source).map(page).at(0);
  }

  @Example
  void aColumnThatSaysItItselfGoesItsOwnWay() {
    MappedPage own = mapped(List.of(TextConversion.UTF8_REPLACE), STRIP, "\"\u00ff\0\"");
    MappedPage exact = mapped(List.of(TextConversion.NUL_REJECT), BOTH, "\"\u00ff\0\"");
    MappedPage silent = mapped(List.of(), TextRule.REJECT, "\"\0\"");

    assertThat(own.rejectReason()).isNull();
    assertThat(own.conversions())
        .isEqualTo(
            Map.of(
                "words: utf8 replace",
                1L,
                "words: nul strip",
                1L,
                "extra: nul strip",
                1L,
                "extra: columns unknown to the profile",
                1L));
    assertThat(new String(own.array(1), own.offset(1), own.length(1), StandardCharsets.UTF_8))
        .isEqualTo("\"\uFFFD\"");
    assertThat(new String(own.array(2), own.offset(2), own.length(2), StandardCharsets.UTF_8))
        .isEqualTo("{\"more\":\"m\"}");
    assertThat(exact.rejectReason()).isEqualTo(RejectReason.NUL_CHARACTER);
    assertThat(exact.rejectColumn()).isEqualTo("body");
    assertThat(silent.rejectReason()).isEqualTo(RejectReason.NUL_CHARACTER);
  }
}
