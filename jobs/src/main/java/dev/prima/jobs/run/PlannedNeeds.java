package dev.prima.jobs.run;

import dev.prima.core.plan.Estimate;
import dev.prima.core.plan.Needs;
import dev.prima.core.plan.Needs.Room;
import dev.prima.core.plan.Needs.StepTime;
import dev.prima.core.plan.TableForecast;
import dev.prima.core.report.StepReport;
import dev.prima.jobs.load.postgres.EncodingSample;
import dev.prima.jobs.plan.FormerRates;
import dev.prima.jobs.plan.SampledTimes;
import dev.prima.jobs.report.RunFolder;
import dev.prima.jobs.report.RunsFolder;
import dev.prima.jobs.staging.PartManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Time and room that a run takes, as far as this plan or earlier runs have measured them. */
record PlannedNeeds(Needs needs) {
  private static final String ENCODING = "reading and encoding them on one core";

  static PlannedNeeds of(RunState state, PlannedTables tables, StepTimes times) {
    RunFolder own = state.context().folder();
    FormerRates rates =
        FormerRates.read(
            new RunsFolder(own.path().toAbsolutePath().resolve("..").normalize()), own.id());
    List<StepTime> steps = new ArrayList<>();
    double extracting = 0;
    long read =
        tables.forecasts().stream().mapToLong(t -> t.books().read() - t.books().skipped()).sum();
    for (StepReport done : times.reports(read)) {
      if (!done.name().equals("plan")) {
        steps.add(StepTime.measured(done.name(), done.seconds()));
      }
      if (done.name().equals("extract")) {
        extracting = done.seconds();
      }
    }
    long loading =
        tables.forecasts().stream()
            .filter(t -> tables.samples().containsKey(t.table()))
            .mapToLong(PlannedNeeds::loading)
            .sum();
    Estimate encoding = encoding(tables);
    steps.add(time(rates, SampledTimes.LOAD_POSTGRES, loading, encoding, ENCODING));
    long global = global(state);
    steps.add(
        time(
            rates,
            SampledTimes.LOAD_CASSANDRA,
            global,
            loading == 0 ? Estimate.ZERO : encoding.times((double) global / loading),
            ENCODING));
    steps.add(time(rates, SampledTimes.RECONCILE, read, extracting(extracting), "extracting them"));
    return new PlannedNeeds(new Needs(steps, rooms(state, tables)));
  }

  /** Of what it took, up to two seconds went by before the first row. */
  private static Estimate extracting(double seconds) {
    return new Estimate(Math.max(0, seconds - 2), Math.max(0, seconds - 1), seconds);
  }

  private static StepTime time(
      FormerRates rates, SampledTimes sampled, long rows, Estimate seconds, String work) {
    return rates.estimate(sampled.step(), rows).orElseGet(() -> sampled.of(rows, seconds, work));
  }

  /** Staged rows of tables that have a place in the global store: what its step counts. */
  private static long global(RunState state) {
    return state.tableNames().stream()
        .filter(name -> state.target(name).stores().global().isPresent())
        .flatMap(name -> state.manifests(name).stream())
        .mapToLong(PartManifest::staged)
        .sum();
  }

  /** What encoding the rows that would load takes one core. */
  private static Estimate encoding(PlannedTables tables) {
    Estimate seconds = Estimate.ZERO;
    for (TableForecast table : tables.forecasts()) {
      EncodingSample sample = tables.samples().get(table.table());
      if (sample != null) {
        seconds = seconds.plus(sample.secondsPerRow().times(loading(table)));
      }
    }
    return seconds;
  }

  private static long loading(TableForecast table) {
    return table.books().loaded() + table.derived();
  }

  private static List<Room> rooms(RunState state, PlannedTables tables) {
    List<Room> rooms = new ArrayList<>();
    rooms.add(room(state, state.snapshotsUri(), "snapshots", ""));
    rooms.add(
        room(
            state,
            state.stagingRoot(),
            "staging",
            "; while a migration reconciles, some 255 bytes a row come on top"));
    long encoded =
        tables.forecasts().stream()
            .map(t -> t.volume().loadBytes())
            .mapToLong(bytes -> bytes == null ? 0 : bytes)
            .sum();
    rooms.add(
        new Room(
            "PostgreSQL nodes together",
            encoded,
            null,
            "rows alone, from a sample in the format of COPY; indexes come on top and were not"
                + " measured, and what is free on the servers cannot be seen from here"));
    rooms.add(
        new Room("Cassandra", null, null, "not measured: what is free cannot be seen from here"));
    return rooms;
  }

  /** What this plan holds there, and what was free before it held anything. */
  private static Room room(RunState state, String uri, String what, String more) {
    Path path = new Path(uri);
    try {
      FileSystem fileSystem = path.getFileSystem(state.layout().configuration());
      long needed = fileSystem.exists(path) ? fileSystem.getContentSummary(path).getLength() : 0;
      return new Room(
          what + ", " + uri,
          needed,
          state.room().before(uri, needed),
          "measured: this plan has written it; what is free, before it did" + more);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
