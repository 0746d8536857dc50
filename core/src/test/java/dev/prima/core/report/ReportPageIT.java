package dev.prima.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.report.RunReport.Findings;
import dev.prima.core.report.SourceReport.SourceTable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import java.util.logging.Level;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.print.PrintOptions;

/** The report as its readers have it: in a browser. */
@EnabledIf(value = "hasBrowser", disabledReason = "chromium and chromedriver are not installed")
class ReportPageIT {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path CHROMEDRIVER = Path.of("/usr/bin/chromedriver");
  private static final int MANY = 10_000;

  @TempDir private static Path profile;
  @TempDir private Path temp;
  private static ChromeDriver browser;

  static boolean hasBrowser() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(CHROMEDRIVER);
  }

  @BeforeAll
  static void start() {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toString());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile);
    options.setCapability("goog:loggingPrefs", logs);
    File driver = CHROMEDRIVER.toFile();
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(driver).build(), options);
    // What the browser's own first page asked for is not the report's.
    browser.get("about:blank");
    browser.manage().logs().get(LogType.PERFORMANCE);
  }

  @AfterAll
  static void stop() {
    browser.quit();
  }

  /** The page asks for nothing but itself, and its policy stops nothing of its own. */
  @AfterEach
  void nothingWasLoadedAndNothingComplained() {
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    assertThat(browser.manage().logs().get(LogType.PERFORMANCE).getAll())
        .extracting(LogEntry::getMessage)
        .filteredOn(message -> message.contains("Network.requestWillBeSent\""))
        .allSatisfy(message -> assertThat(message).contains("\"url\":\"file://"));
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 820, 1280})
  void fitsThePageWhateverItsWidth(int width) throws IOException {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 600));
    for (RunReport report : Examples.all().toList()) {
      open(report);
      assertThat(number("return document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
    }
    browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
  }

  /** An alert would fail every command after it. */
  @Test
  void namesThatAreScriptsAreShownAndNotRun() throws IOException {
    open(Examples.hostile());
    assertThat(browser.findElement(By.cssSelector("#books tbody th")).getText())
        .startsWith("legacy.<script>alert(1)</script>");
    assertThat(browser.getTitle()).contains("PRIMA Migrate");
  }

  @Test
  void tablesAreSortedByTheKeyboardBothWays() throws IOException {
    open(Examples.network());
    WebElement read =
        browser.findElement(By.xpath("//section[@id='books']//th[button='read']/button"));
    read.sendKeys("\n");
    assertThat(books()).containsExactly("messages", "connections", "agents", "wisdom_crystals");
    assertThat(sorted()).isEqualTo("descending");
    read.sendKeys("\n");
    assertThat(books()).containsExactly("wisdom_crystals", "agents", "connections", "messages");
    assertThat(sorted()).isEqualTo("ascending");
  }

  @Test
  void theDirtySampleIsSortedSearchedUnfoldedAndPrinted() throws IOException {
    open(Examples.dirty());
    assertThat(browser.findElement(By.cssSelector(".verdict h1")).getText())
        .isEqualTo("54 rows would be rejected, within the error budget.");
    browser
        .findElement(By.xpath("//section[@id='books']//th[button='rejected']/button"))
        .sendKeys("\n");
    assertThat(books()).startsWith("agents", "messages");
    browser.findElement(By.cssSelector("#rejects input")).sendKeys("nul_character");
    assertThat(browser.findElements(By.cssSelector("#rejects tbody th")))
        .extracting(WebElement::getText)
        .containsExactly("agents", "messages");
    List<WebElement> statements = browser.findElements(By.cssSelector(".ddl summary"));
    assertThat(statements).hasSize(4);
    statements.get(3).sendKeys("\n");
    assertThat(browser.findElement(By.cssSelector(".ddl[open] pre")).getText())
        .startsWith("CREATE KEYSPACE");
    String pdf = browser.print(new PrintOptions()).getContent();
    assertThat(Base64.getDecoder().decode(pdf)).hasSizeGreaterThan(50_000);
  }

  @Test
  void agentsIdIsPutIntoTheQueriesQuoted() throws IOException {
    open(Examples.network());
    browser.findElement(By.cssSelector("#agents input")).sendKeys("o'brien$&");
    assertThat(browser.findElement(By.cssSelector("#agents code")).getText())
        .endsWith("FROM prima.agent_directory WHERE agent_id = 'o''brien$&';");
  }

  /**
   * On a fresh page, as a reader does it; of three times the shortest, for there may be other work.
   */
  @Test
  void tenThousandRowsAreSortedSearchedAndPagedAtOnce() throws IOException {
    RunReport crowd = crowd();
    Map<String, Long> shortest = new LinkedHashMap<>();
    for (int time = 0; time < 3; time++) {
      open(crowd);
      useTenThousandRows((what, millis) -> shortest.merge(what, millis, Math::min));
    }
    assertThat(shortest)
        .hasSize(7)
        .allSatisfy((what, millis) -> assertThat(millis).as(what).isLessThanOrEqualTo(200));
  }

  private static void useTenThousandRows(ObjLongConsumer<String> took) {
    assertThat(browser.findElements(By.cssSelector("#sources tbody tr"))).hasSize(200);
    assertThat(browser.findElement(By.cssSelector("#sources .pager span")).getText())
        .isEqualTo("Rows 1 to 200 of 10,000");
    String click = "document.querySelectorAll('#sources thead button')[%d].click();";
    took.accept("sort by text", millis(click.formatted(0)));
    assertThat(firstFile()).isEqualTo("/fleet/0.db");
    took.accept("sort by numbers", millis(click.formatted(1)));
    assertThat(firstFile()).isEqualTo("/fleet/9999.db");
    took.accept("sort the other way", millis(click.formatted(1)));
    assertThat(firstFile()).isEqualTo("/fleet/0.db");
    took.accept(
        "turn the page", millis("document.querySelectorAll('#sources .pager button')[1].click();"));
    assertThat(firstFile()).isEqualTo("/fleet/200.db");
    String search =
        "const i = document.querySelector('#sources input'); i.value = '%s';"
            + "i.dispatchEvent(new Event('input'));";
    took.accept("find what all rows have", millis(search.formatted(".db")));
    assertThat(firstFile()).isEqualTo("/fleet/0.db");
    took.accept("find what a thousand rows have", millis(search.formatted("9.db")));
    assertThat(firstFile()).isEqualTo("/fleet/9.db");
    took.accept("find what one row has", millis(search.formatted("/1234.db")));
    assertThat(browser.findElements(By.cssSelector("#sources tbody tr"))).hasSize(1);
    assertThat(firstFile()).isEqualTo("/fleet/1234.db");
    assertThat(browser.findElement(By.cssSelector("#sources .search span")).getText())
        .isEqualTo("1 of 10,000");
  }

  @Test
  void printsEverythingAlsoWhatIsFoldedAway() throws IOException {
    open(Examples.network());
    byte[] pdf = Base64.getDecoder().decode(browser.print(new PrintOptions()).getContent());
    assertThat(new String(pdf, 0, 5, java.nio.charset.StandardCharsets.US_ASCII))
        .isEqualTo("%PDF-");
    browser.executeScript("dispatchEvent(new Event('beforeprint'))");
    assertThat(browser.findElements(By.cssSelector("details:not([open])"))).isEmpty();
    // On the sheets after the first a heading is printed again, but no button in it.
    assertThat(browser.findElements(By.cssSelector("thead button"))).isEmpty();
    assertThat(browser.findElement(By.cssSelector("#books thead")).getText())
        .startsWith("Table Fates read loaded");
    browser.executeScript("dispatchEvent(new Event('afterprint'))");
    assertThat(browser.findElements(By.cssSelector("#books thead button"))).isNotEmpty();
    assertThat(browser.findElements(By.cssSelector("details[open]"))).isEmpty();
    WebElement config = browser.findElement(By.cssSelector("#config summary"));
    config.sendKeys("\n");
    assertThat(browser.findElement(By.cssSelector("#config pre")).getText()).contains("***");
  }

  @Test
  void paperCountsTheStatementsOfAPlanAndShowsThemOnlyIfTheReaderUnfoldedThem() throws IOException {
    open(Examples.plan());
    browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
    try {
      browser.executeScript("dispatchEvent(new Event('beforeprint'))");
      assertThat(browser.findElement(By.cssSelector(".ddl summary")).getText())
          .isEqualTo("postgres east: 2 statements");
      assertThat(browser.findElement(By.cssSelector(".ddl pre")).isDisplayed()).isFalse();
      browser.executeScript("document.querySelector('.ddl').open = true");
      assertThat(browser.findElement(By.cssSelector(".ddl pre")).getText())
          .isEqualTo("CREATE SCHEMA prima;");
    } finally {
      browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", ""));
    }
  }

  private void open(RunReport report) throws IOException {
    Path page = temp.resolve("report.html");
    Files.writeString(page, HtmlReport.render(report, "global:\n  password: '***'\n"));
    browser.get(page.toUri().toString());
  }

  private static long number(String script) {
    return (Long) browser.executeScript(script);
  }

  /** From a deed to a page that is laid out. */
  private static long millis(String script) {
    return number(
        "const begin = performance.now();"
            + script
            + "document.body.offsetHeight;"
            + "return Math.round(performance.now() - begin)");
  }

  private static List<String> books() {
    return browser.findElements(By.cssSelector("#books tbody th")).stream()
        .map(WebElement::getText)
        .toList();
  }

  private static String sorted() {
    return browser.findElement(By.cssSelector("#books th[aria-sort]")).getAttribute("aria-sort");
  }

  private static String firstFile() {
    return browser.findElement(By.cssSelector("#sources tbody th")).getText();
  }

  private static RunReport crowd() {
    RunReport network = Examples.network();
    List<SourceReport> sources =
        IntStream.range(0, MANY)
            .mapToObj(
                i ->
                    new SourceReport(
                        "/fleet/" + i + ".db",
                        4096L + i,
                        "ab".repeat(32),
                        List.of("prima"),
                        List.of(new SourceTable("agents", 1))))
            .toList();
    return new RunReport(
        network.run(),
        network.end(),
        network.environment(),
        sources,
        network.tables(),
        Findings.NONE,
        network.steps(),
        network.remarks());
  }
}
