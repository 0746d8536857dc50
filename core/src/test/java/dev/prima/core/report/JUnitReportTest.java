package dev.prima.core.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.Objects;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** {@code junit.xml} as build servers take it. */
class JUnitReportTest {
  static Stream<RunReport> all() {
    return Examples.all();
  }

  private static void validate(String xml) throws Exception {
    Validator validator =
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
            .newSchema(
                Objects.requireNonNull(JUnitReportTest.class.getResource("junit.xsd"), "schema"))
            .newValidator();
    validator.validate(new StreamSource(new StringReader(xml)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyReportIsOfTheFormThatServersTake(RunReport report) throws Exception {
    validate(JUnitReport.render(report));
  }

  @ParameterizedTest
  @MethodSource("all")
  void theNumbersOfTheSuiteAreThoseOfItsCases(RunReport report) throws Exception {
    Element suite =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(JUnitReport.render(report))))
            .getDocumentElement();
    assertThat(suite.getAttribute("tests")).isEqualTo(count(suite, "testcase"));
    assertThat(suite.getAttribute("failures")).isEqualTo(count(suite, "failure"));
    assertThat(suite.getAttribute("errors")).isEqualTo(count(suite, "error"));
    assertThat(suite.getAttribute("skipped")).isEqualTo(count(suite, "skipped"));
  }

  private static String count(Element suite, String name) {
    return Integer.toString(suite.getElementsByTagName(name).getLength());
  }

  @Test
  void theSchemaRefusesWhatServersDo() {
    String good = JUnitReport.render(Examples.hostile());
    for (String[] change :
        new String[][] {
          {"<testsuite name=", "<testsuite title="},
          {"tests=\"", "tests=\"-"},
          {"timestamp=\"2026-11-22T", "timestamp=\"2026-11-22 "},
          {"time=\"0.000\"", ""},
          {"classname=\"prima.", "classname=\"\" class=\"prima."},
          {"</failure>", "</failure><skipped/>"},
        }) {
      String bad = good.replace(change[0], change[1]);
      assertThat(bad).isNotEqualTo(good);
      assertThatThrownBy(() -> validate(bad)).as(change[0]).isInstanceOf(SAXException.class);
    }
  }
}
