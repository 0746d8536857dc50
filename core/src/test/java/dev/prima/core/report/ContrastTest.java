package dev.prima.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The colours of the report, from its style sheet, against WCAG 2.2 level AA: text 4.5 to 1
 * (success criterion 1.4.3), what shows a figure or a control 3 to 1 (1.4.11).
 */
class ContrastTest {
  private static final double TEXT = 4.5;
  private static final double SHAPE = 3;
  private static final Pattern PROPERTY = Pattern.compile("--([a-z-]+): *(#[0-9a-f]+)");
  private static final Pattern HEAT =
      Pattern.compile("\\.heat\\d \\{ background: color-mix\\(in srgb, var\\(--here\\) (\\d+)%");

  /** A block of custom properties, which begins where its scheme does. */
  enum Scheme {
    LIGHT(":root {"),
    DARK("@media (prefers-color-scheme: dark)"),
    PRINT("@media print");

    private final String begin;

    Scheme(String begin) {
      this.begin = begin;
    }

    /** Later blocks stand over the first one. */
    Map<String, double[]> colours() {
      Map<String, double[]> colours = new HashMap<>(this == LIGHT ? Map.of() : LIGHT.colours());
      String block = style().substring(style().indexOf(begin));
      Matcher property = PROPERTY.matcher(block.substring(0, block.indexOf('}')));
      while (property.find()) {
        colours.put(property.group(1), rgb(property.group(2)));
      }
      return colours;
    }
  }

  private record Pair(String front, String back, double ratio, double least) {}

  private static String style() {
    try (InputStream in =
        Objects.requireNonNull(HtmlReport.class.getResourceAsStream("report.css"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static double[] rgb(String hex) {
    String digits = hex.substring(1);
    if (digits.length() == 3) {
      digits = digits.replaceAll("(.)", "$1$1");
    }
    int colour = Integer.parseInt(digits, 16);
    return new double[] {colour >> 16, colour >> 8 & 255, colour & 255};
  }

  /** Relative luminance by WCAG's definition. */
  private static double luminance(double[] rgb) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double channel = rgb[i] / 255;
      sum +=
          weights[i]
              * (channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4));
    }
    return sum;
  }

  private static double ratio(double[] one, double[] other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double[] mixed(double[] front, double[] back, double percent) {
    double[] mixed = new double[3];
    for (int i = 0; i < 3; i++) {
      mixed[i] = (front[i] * percent + back[i] * (100 - percent)) / 100;
    }
    return mixed;
  }

  private static List<Pair> pairs(
      Map<String, double[]> colours, List<String> fronts, List<String> backs, double least) {
    List<Pair> pairs = new ArrayList<>();
    for (String front : fronts) {
      for (String back : backs) {
        double ratio =
            ratio(
                Objects.requireNonNull(colours.get(front), front),
                Objects.requireNonNull(colours.get(back), back));
        pairs.add(new Pair(front, back, ratio, least));
      }
    }
    return pairs;
  }

  @Test
  void theFormulaGivesTheRatiosThatWcagNames() {
    assertThat(ratio(rgb("#000"), rgb("#fff"))).isEqualTo(21);
    assertThat(ratio(rgb("#777"), rgb("#fff"))).isBetween(4.47, 4.49);
    assertThat(ratio(rgb("#767676"), rgb("#fff"))).isBetween(4.54, 4.55);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsReadAndWhatShowsFiguresStandsOut(Scheme scheme) {
    Map<String, double[]> colours = scheme.colours();
    List<Pair> pairs = new ArrayList<>();
    List<String> grounds = List.of("paper", "card");
    pairs.addAll(
        pairs(colours, List.of("ink", "soft", "good", "look", "bad", "here"), grounds, TEXT));
    for (String tone : List.of("good", "look", "bad")) {
      pairs.addAll(pairs(colours, List.of(tone, "ink"), List.of(tone + "-wash"), TEXT));
      // The sign in the circle.
      pairs.addAll(pairs(colours, List.of(tone), List.of("card"), SHAPE));
    }
    List<String> bars =
        List.of(
            "loaded",
            "duplicates",
            "superseded",
            "skipped",
            "rejected",
            "failed",
            "here",
            "hash",
            "global");
    pairs.addAll(pairs(colours, bars, List.of("card"), SHAPE));
    Matcher heat = HEAT.matcher(style());
    while (heat.find()) {
      double[] ground =
          mixed(colours.get("here"), colours.get("card"), Double.parseDouble(heat.group(1)));
      pairs.add(new Pair("ink", "heat " + heat.group(1), ratio(colours.get("ink"), ground), TEXT));
    }
    assertThat(pairs).hasSizeGreaterThan(30);
    assertThat(pairs.stream().filter(p -> p.ratio() < p.least())).isEmpty();
  }
}
