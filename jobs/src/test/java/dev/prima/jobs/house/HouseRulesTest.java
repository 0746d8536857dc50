package dev.prima.jobs.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The house rules that a compiler cannot hold, over the classes of both modules. */
class HouseRulesTest {
  private static final Pattern EMPTY_NAMES =
      Pattern.compile(".*(Utils?|Helpers?|Manager|Impl|Base|DTO|Dto)");

  /** Flags that stood when the rule came; to become enums or methods of their own. */
  private static final Set<String> TO_MEND =
      Set.of(
          "dev.prima.jobs.load.postgres.BinaryCopy.failure",
          "dev.prima.jobs.resolve.Resolver.resolve",
          "dev.prima.jobs.resolve.Resolver.unrivalled",
          "dev.prima.jobs.resolve.Resolver.winners");

  private static JavaClasses house;

  @BeforeAll
  static void readTheClasses() {
    house =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.prima");
    assertThat(house.contain("dev.prima.core.error.PrimaException")).isTrue();
    assertThat(house.contain("dev.prima.jobs.cli.Main")).isTrue();
  }

  @Test
  void coreKnowsNothingButTheJdk() {
    classes()
        .that()
        .resideInAPackage("dev.prima.core..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.prima.core..", "java..", "org.jspecify..")
        .check(house);
  }

  @Test
  void featuresFormNoCycles() {
    slices().matching("dev.prima.core.(*)..").should().beFreeOfCycles().check(house);
    slices().matching("dev.prima.jobs.(*)..").should().beFreeOfCycles().check(house);
  }

  @Test
  void extractionKnowsNoSpark() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.prima.jobs.source..", "dev.prima.jobs.extract..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "scala..")
        .check(house);
  }

  @Test
  void whatRunsOnSparkKnowsNoSpring() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.prima.jobs.resolve..",
            "dev.prima.jobs.reshard..",
            "dev.prima.jobs.load..",
            "dev.prima.jobs.postgres..",
            "dev.prima.jobs.cassandra..",
            "dev.prima.jobs.reconcile..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework..")
        .check(house);
  }

  @Test
  void sparkSessionsAreMadeInOnePlace() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.prima.jobs.spark")
        .should()
        .dependOnClassesThat(
            describe(
                "make or look up a session",
                type -> type.getName().equals(SparkSession.Builder.class.getName())))
        .orShould()
        .callMethod(SparkSession.class, "active")
        .orShould()
        .callMethod(SparkSession.class, "getActiveSession")
        .orShould()
        .callMethod(SparkSession.class, "getDefaultSession")
        .check(house);
  }

  @Test
  void onlyTheCommandLineEndsTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.prima.jobs.cli..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(house);
  }

  /** Under spark-submit threads of the common pool do not know the application's jar. */
  @Test
  void nothingRunsInTheCommonPool() {
    noClasses()
        .should()
        .callMethod(CompletableFuture.class, "supplyAsync", Supplier.class)
        .orShould()
        .callMethod(CompletableFuture.class, "runAsync", Runnable.class)
        .check(house);
  }

  @Test
  void namesSayWhatAClassIs() {
    noClasses()
        .should(
            be(describe("named by habit", c -> EMPTY_NAMES.matcher(c.getSimpleName()).matches())))
        .check(house);
  }

  @Test
  void callersSeeWhatAnArgumentMeans() {
    methods().that().areNotPrivate().and(writtenByHand()).should(takeNoFlag()).check(house);
  }

  /** A value among others, as a JSON value is, and not a flag that turns a method into another. */
  private static boolean takesItAsAValue(JavaMethod method) {
    return method.getOwner().getName().startsWith("dev.prima.core.json.JsonValue")
        || method.getName().equals("addBoolean"); // Parquet's own
  }

  private static DescribedPredicate<JavaMethod> writtenByHand() {
    return describe(
        "written by hand",
        method ->
            !method.getName().contains("$")
                && !method.getModifiers().contains(JavaModifier.SYNTHETIC)
                && !takesItAsAValue(method)
                && !TO_MEND.contains(method.getFullName().replaceAll("\\(.*", "")));
  }

  private static ArchCondition<JavaMethod> takeNoFlag() {
    return ArchConditions.not(
        have(
            describe(
                "a boolean parameter",
                method ->
                    method.getRawParameterTypes().stream()
                        .anyMatch(type -> type.isEquivalentTo(boolean.class)))));
  }

  @Test
  void everyPackageIsDescribedAndNullMarked() {
    assertThat(house.stream().map(JavaClass::getPackage).distinct())
        .allSatisfy(p -> assertThat(p.isAnnotatedWith(NullMarked.class)).as(p.getName()).isTrue());
  }

  @Test
  void containerTestsAreTaggedAndSoRunWithWhatTheyNeed() {
    JavaClasses tests = new ClassFileImporter().importPath(Path.of("target/test-classes"));
    classes()
        .that()
        .haveSimpleNameEndingWith("IT")
        .and(
            describe(
                "use Testcontainers",
                type ->
                    type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(
                            d -> d.getTargetClass().getName().startsWith("org.testcontainers."))))
        .should(
            be(
                describe(
                    "tagged container",
                    type ->
                        type.isAnnotatedWith(Tag.class)
                            && type.getAnnotationOfType(Tag.class).value().equals("container"))))
        .check(tests);
  }

  @Test
  void logsGoThroughSlf4j() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.util.logging..", "org.apache.commons.logging..", "org.apache.spark.internal..")
        .check(house);
    // How the log looks is told to the backend where the process starts, and nowhere else.
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.prima.jobs.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.logging..")
        .check(house);
  }
}
