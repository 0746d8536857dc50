package dev.prima.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class RenderersTest {
  @Test
  void pageTellsTheVerdictTheBooksAndTheProof() {
    assertThat(HtmlReport.render(Examples.network(), null))
        .contains("Every row is accounted for, and the targets agree with the sources.")
        .contains("Outcome: ok")
        .contains("✓ balances")
        .contains("✓ reconciled")
        .contains("74.5 %")
        .contains("✓ none, to the last digit")
        .contains("28.1 %")
        .contains("2,100")
        .contains(">9f86d081884c<")
        .contains("title=\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"");
  }

  @Test
  void nothingThatANameHoldsBecomesMarkup() {
    String html = HtmlReport.render(Examples.hostile(), null);
    assertThat(html)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;")
        .doesNotContain("<script>alert")
        .doesNotContain("\u0000");
    assertThat(html.split("<script")).hasSize(2);
    assertThat(MarkdownReport.render(Examples.hostile()))
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\\|\\`\\*")
        .doesNotContain("<script>");
  }

  @Test
  void pageLoadsNothingAndItsPolicyNamesItsOwnStyleAndScriptByHash() throws Exception {
    String html = HtmlReport.render(Examples.network(), null);
    assertThat(html)
        .contains("default-src &#39;none&#39;")
        .doesNotContain("http://")
        .doesNotContain("https://")
        .doesNotContain(" style=")
        .doesNotContain(" onclick=")
        .doesNotContain("unsafe-inline");
    for (String tag : new String[] {"style", "script"}) {
      Matcher block =
          Pattern.compile("<" + tag + ">(.*?)</" + tag + ">", Pattern.DOTALL).matcher(html);
      assertThat(block.find()).isTrue();
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(block.group(1).getBytes(StandardCharsets.UTF_8));
      assertThat(html)
          .contains(
              tag + "-src &#39;sha256-" + Base64.getEncoder().encodeToString(digest) + "&#39;");
    }
  }

  @Test
  void booksThatDoNotBalanceAreShownUnlessTheRunStoppedOnItsWay() {
    assertThat(HtmlReport.render(Examples.hostile(), null)).contains("✕ off by 3");
    assertThat(MarkdownReport.render(Examples.hostile())).contains("✕ 3 |");
  }

  @Test
  void pageOfARunThatStoppedSaysWhyAndWhatNext() {
    assertThat(HtmlReport.render(Examples.stopped(), null))
        .contains("SRC-003 fleet/a.db is encrypted or no SQLite file; leave it out")
        .contains("scripts/prima migrate --resume 2026-11-22T141530Z-7f3a");
  }

  @Test
  void buildServersSeeOneTestForEachClaim() throws Exception {
    Document good = xml(JUnitReport.render(Examples.network()));
    // The run, 4 tables' books, 4 compared, 2 checks.
    assertThat(good.getDocumentElement().getAttribute("tests")).isEqualTo("11");
    assertThat(good.getDocumentElement().getAttribute("failures")).isEqualTo("0");
    Document bad = xml(JUnitReport.render(Examples.hostile()));
    assertThat(bad.getDocumentElement().getAttribute("tests")).isEqualTo("4");
    assertThat(bad.getElementsByTagName("failure").getLength()).isEqualTo(4);
    Element check = (Element) bad.getElementsByTagName("testcase").item(3);
    assertThat(check.getAttribute("name")).startsWith("<script>alert(1)</script>");
  }

  @Test
  void theListOfRunsSaysOfADryRunWhatItWouldLoadAndNotThatItLoaded() {
    String dry = HtmlRuns.render(List.of(new HtmlRuns.Entry(Examples.ID, Examples.plan())));
    String done = HtmlRuns.render(List.of(new HtmlRuns.Entry(Examples.ID, Examples.network())));
    // Read, Loaded, Would load, Rejected.
    assertThat(numbers(dry)).endsWith("3", "–", "2", "1");
    assertThat(numbers(done)).endsWith("3,376", "1,750", "–", "0");
  }

  private static List<String> numbers(String html) {
    return Pattern.compile("<td class=\"n[^>]*>([^<]*)</td>")
        .matcher(html)
        .results()
        .map(cell -> cell.group(1))
        .toList();
  }

  @Test
  void equalReportsRenderEqually() {
    assertThat(HtmlReport.render(Examples.network(), null))
        .isEqualTo(HtmlReport.render(Examples.network(), null));
  }

  private static Document xml(String text) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)));
  }
}
