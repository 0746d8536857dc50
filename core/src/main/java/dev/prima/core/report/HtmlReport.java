package dev.prima.core.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * {@code report.html}: one file that loads nothing and runs no script but its own, which the
 * content security policy names by hash. Reads well without script, on a phone, in the dark and on
 * paper.
 */
public final class HtmlReport {
  private static final String STYLE = resource("report.css");
  private static final String SCRIPT = resource("report.js");
  private static final String POLICY =
      "default-src 'none'; style-src "
          + hash(STYLE)
          + "; script-src "
          + hash(SCRIPT)
          + "; base-uri 'none'; form-action 'none'";

  private HtmlReport() {}

  /**
   * The whole document; equal text for equal reports.
   *
   * @param config the text of {@code config.effective.yml}, secrets as {@code ***}; null where the
   *     run has none
   */
  public static String render(RunReport report, @Nullable String config) {
    Markup html = start(report.run().command() + " " + report.run().runId() + " – PRIMA Migrate");
    new HtmlHead(html, report).write();
    html.begin("main");
    HtmlAnswers answers = new HtmlAnswers(html, report);
    answers.write();
    new HtmlRows(html, report).write();
    new HtmlForetold(html, report).write();
    new HtmlProof(html, report).write();
    answers.unchecked();
    answers.agents();
    new HtmlPlaces(html, report).write();
    new HtmlRun(html, report, config).write();
    return finish(html.endLine());
  }

  /** A document of our look, up to its body. */
  static Markup start(String title) {
    Markup html = new Markup("<!DOCTYPE html>");
    html.begin("html", "lang", "en").begin("head");
    html.empty("meta", "charset", "utf-8");
    html.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.empty("meta", "name", "color-scheme", "content", "light dark");
    html.empty("meta", "name", "referrer", "content", "no-referrer");
    html.leaf("title", title);
    html.verbatim("style", STYLE).endLine().begin("body");
    return html;
  }

  /** Closes what {@link #start} began. */
  static String finish(Markup html) {
    return html.verbatim("script", SCRIPT).endLine().end().document();
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
