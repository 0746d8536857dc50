package dev.prima.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.core.config.ExtractConfig.Where;
import dev.prima.core.config.Targets;
import dev.prima.jobs.cli.Main;
import dev.prima.jobs.config.ConfigReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What {@code scripts/examples} hands to other schedulers is what this program understands. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("../scripts/examples");

  /** Up to where a shell or the end of the line cuts the command off. */
  private static final Pattern COMMAND = Pattern.compile("scripts/prima ([^>\n|&]+)");

  @TempDir Path folder;

  @Test
  void everyCommandInThemIsUnderstood() throws IOException {
    List<String> commands = new ArrayList<>();
    for (Path file : files()) {
      Files.readAllLines(file).stream()
          .filter(line -> !line.startsWith("#"))
          .map(COMMAND::matcher)
          .filter(Matcher::find)
          .map(found -> found.group(1).strip())
          .forEach(commands::add);
    }
    assertThat(commands).hasSize(3);
    for (String command : commands) {
      understood(Arrays.asList(command.replace("'", "").split(" +")));
    }
  }

  @Test
  void theCronJobRunsOneMigrationAtATimeAndNeverTwiceInARow() throws IOException {
    Map<String, Object> job = new Yaml().load(Files.readString(EXAMPLES.resolve("cronjob.yaml")));
    assertThat(job).containsEntry("apiVersion", "batch/v1").containsEntry("kind", "CronJob");
    Map<String, Object> spec = member(job, "spec");
    assertThat(spec).containsEntry("concurrencyPolicy", "Forbid");
    Instant noon = Instant.parse("2026-03-01T12:00:00Z");
    assertThat(
            CronTimes.of(
                    String.valueOf(spec.get("schedule")),
                    ZoneId.of(String.valueOf(spec.get("timeZone"))))
                .after(noon))
        .isEqualTo("2026-03-02T03:30:00Z");
    Map<String, Object> jobSpec = member(member(spec, "jobTemplate"), "spec");
    assertThat(jobSpec).containsEntry("backoffLimit", 0);
    Map<String, Object> pod = member(member(jobSpec, "template"), "spec");
    assertThat(pod).containsEntry("restartPolicy", "Never");
    List<Map<String, Object>> containers = list(pod, "containers");
    assertThat(containers).hasSize(1);
    understood(list(containers.get(0), "args"));
    List<Map<String, Object>> mounts = list(containers.get(0), "volumeMounts");
    List<Map<String, Object>> volumes = list(pod, "volumes");
    assertThat(mounts.stream().map(m -> m.get("name")))
        .containsExactlyElementsOf(volumes.stream().map(v -> v.get("name")).toList());
  }

  @Test
  void manifestsAreObjectsThatKubernetesKnows() throws IOException {
    KubernetesSchema schema = KubernetesSchema.read();
    List<Map<String, Object>> objects = new ArrayList<>(objects("cronjob.yaml"));
    objects.addAll(objects("spark-job.yaml"));
    assertThat(objects)
        .extracting(o -> o.get("kind"))
        .containsExactly(
            "CronJob",
            "ServiceAccount",
            "Role",
            "RoleBinding",
            "PersistentVolumeClaim",
            "ConfigMap",
            "Job");
    assertThat(objects).allSatisfy(object -> assertThat(schema.wrong(object)).isEmpty());
  }

  @Test
  void aManifestWithAMistakeIsFoundOut() throws IOException {
    KubernetesSchema schema = KubernetesSchema.read();
    String text = Files.readString(EXAMPLES.resolve("cronjob.yaml"));
    for (String mistake :
        List.of(
            text.replace("claimName", "claim"),
            text.replace("memory: 4Gi", "memory: 4GB"),
            text.replace("backoffLimit: 0", "backoffLimit: none"),
            text.replace("batch/v1", "batch/v2"),
            text.replace("name: migrate", "name: Migrate!"),
            text.replace("kind: CronJob", "kind: CronJobs"),
            text.replace("kind: CronJob\n", ""))) {
      assertThat(mistake).isNotEqualTo(text);
      assertThat(schema.wrong(new Yaml().load(mistake))).isNotEmpty();
    }
  }

  @Test
  void theSparkJobGivesDriverAndExecutorsTheSameFilesSecretsAndFlags() throws IOException {
    List<Map<String, Object>> objects = objects("spark-job.yaml");
    Map<String, Object> data = member(only(objects, "ConfigMap"), "data");
    Properties spark = new Properties();
    spark.load(new StringReader(String.valueOf(data.get("spark.properties"))));
    assertThat(List.of(spark.getProperty("spark.driver.extraJavaOptions").split(" ")))
        .isEqualTo(
            Files.readAllLines(Path.of("../scripts/lib/spark-jvm.flags")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList());

    Map<String, Object> pod =
        member(member(member(only(objects, "Job"), "spec"), "template"), "spec");
    List<Map<String, Object>> containers = list(pod, "containers");
    Map<String, Object> driver = containers.get(0);
    assertThat(driver).containsEntry("image", spark.get("spark.kubernetes.container.image"));
    Map<String, String> claims = new TreeMap<>();
    List<Map<String, Object>> volumes = list(pod, "volumes");
    List<Map<String, Object>> mounts = list(driver, "volumeMounts");
    for (Map<String, Object> volume : volumes) {
      if (volume.get("persistentVolumeClaim") != null) {
        Object path =
            mounts.stream()
                .filter(m -> m.get("name").equals(volume.get("name")))
                .findFirst()
                .orElseThrow()
                .get("mountPath");
        claims.put(
            String.valueOf(member(volume, "persistentVolumeClaim").get("claimName")),
            String.valueOf(path));
      }
    }
    assertThat(executorClaims(spark)).isEqualTo(claims).hasSize(2);

    String config = String.valueOf(data.get("prima.yml"));
    Map<String, String> secrets = new TreeMap<>();
    Matcher named = Pattern.compile("env:(\\w+)").matcher(config);
    while (named.find()) {
      secrets.put(named.group(1), "prima-passwords:" + named.group(1));
    }
    String ofExecutors = "spark.kubernetes.executor.secretKeyRef.";
    Map<String, String> given = new TreeMap<>();
    spark.stringPropertyNames().stream()
        .filter(name -> name.startsWith(ofExecutors))
        .forEach(name -> given.put(name.substring(ofExecutors.length()), spark.getProperty(name)));
    assertThat(given).isEqualTo(secrets).hasSize(3);
    assertThat(list(driver, "envFrom"))
        .isEqualTo(List.of(Map.of("secretRef", Map.of("name", "prima-passwords"))));

    Path file = Files.writeString(folder.resolve("prima.yml"), config);
    assertThat(
            ConfigReader.read(
                    new ConfigReader.Options(Optional.of(file), List.of(), Map.of()),
                    secrets,
                    Targets.CONFIGURED)
                .extract()
                .on())
        .isEqualTo(Where.EXECUTORS);
    List<String> words = list(driver, "args");
    int jar = words.indexOf("/opt/prima/prima-jobs.jar");
    assertThat(words.get(jar - 1)).isEqualTo(Main.class.getName());
    understood(words.subList(jar + 1, words.size()));
    assertThat(Files.readString(EXAMPLES.resolve("Dockerfile")))
        .contains("\nCOPY jobs/target/prima-jobs.jar " + words.get(jar) + "\n")
        .contains("\nUSER " + member(pod, "securityContext").get("runAsUser") + "\n");
  }

  private static Map<String, String> executorClaims(Properties spark) {
    Map<String, String> claims = new TreeMap<>();
    String volumes = "spark.kubernetes.executor.volumes.persistentVolumeClaim.";
    for (String name : List.of("legacy", "runs")) {
      claims.put(
          spark.getProperty(volumes + name + ".options.claimName"),
          spark.getProperty(volumes + name + ".mount.path"));
    }
    return claims;
  }

  private static Map<String, Object> only(List<Map<String, Object>> objects, String kind) {
    return objects.stream().filter(o -> o.get("kind").equals(kind)).findFirst().orElseThrow();
  }

  private static List<Map<String, Object>> objects(String file) throws IOException {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Object object : new Yaml().loadAll(Files.readString(EXAMPLES.resolve(file)))) {
      objects.add(map(object));
    }
    return objects;
  }

  @Test
  void unitsHaveTheSectionsAndKeysThatSystemdKnows() throws IOException {
    Pattern lines =
        Pattern.compile(
            "#.*||\\[(Unit|Service|Timer|Install)]|(Description|After|Wants|Type|User"
                + "|WorkingDirectory|EnvironmentFile|ExecStart|SuccessExitStatus|TimeoutStopSec"
                + "|KillMode|Restart|OnCalendar|RandomizedDelaySec|Persistent|WantedBy)=\\S.*");
    for (Path file : files()) {
      if (file.toString().matches(".*\\.(service|timer)")) {
        assertThat(Files.readAllLines(file)).allSatisfy(line -> assertThat(line).matches(lines));
      }
    }
  }

  private static void understood(List<String> arguments) {
    // Throws where an option or a command is unknown.
    assertThat(Main.commandLine().parseArgs(arguments.toArray(String[]::new)).hasSubcommand())
        .isTrue();
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.sorted().toList();
    }
  }

  private static Map<String, Object> member(Map<String, Object> map, String name) {
    return map(map.get(name));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object object) {
    return (Map<String, Object>) object;
  }

  @SuppressWarnings("unchecked")
  private static <T> List<T> list(Map<String, Object> map, String name) {
    return (List<T>) map.get(name);
  }
}
