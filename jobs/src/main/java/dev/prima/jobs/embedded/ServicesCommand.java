package dev.prima.jobs.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.prima.core.error.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code services}: the embedded servers by hand. Addresses go to stdout, the rest to stderr. */
@Command(
    name = "services",
    description =
        "The embedded servers: three PostgreSQL servers, one a region node, and Cassandra, on"
            + " loopback.",
    subcommands = {
      ServicesCommand.Start.class,
      ServicesCommand.Stop.class,
      ServicesCommand.ShowStatus.class
    },
    mixinStandardHelpOptions = true)
public final class ServicesCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "Missing subcommand of services: start, stop or status");
  }

  @Command(
      name = "start",
      description =
          "Starts the servers that do not run yet, returns when all are ready, and leaves them"
              + " running.",
      mixinStandardHelpOptions = true)
  static final class Start implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--json", description = "Print the addresses as JSON.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
      EmbeddedServices services = EmbeddedServices.ofProject();
      EmbeddedServices.Addresses addresses = services.start(messages(spec)::println);
      print(spec, json, new EmbeddedServices.Status(addresses.postgres(), addresses.cassandra()));
      return ExitCode.OK.status();
    }
  }

  @Command(
      name = "stop",
      description = "Stops the servers. Their data stays for the next start.",
      mixinStandardHelpOptions = true)
  static final class Stop implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--delete", description = "Delete the data of all servers too.")
    private boolean delete;

    @Override
    public Integer call() {
      EmbeddedServices services = EmbeddedServices.ofProject();
      PrintWriter err = messages(spec);
      List<String> ran = delete ? services.delete(err::println) : services.stop(err::println);
      if (ran.isEmpty()) {
        err.println("No embedded server is running.");
      }
      if (delete) {
        err.println("The data of the embedded servers is deleted.");
      }
      return ExitCode.OK.status();
    }
  }

  @Command(
      name = "status",
      description = "Shows which servers are ready, and how to reach them.",
      mixinStandardHelpOptions = true)
  static final class ShowStatus implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--json", description = "Print the addresses as JSON.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
      print(spec, json, EmbeddedServices.ofProject().status());
      return ExitCode.OK.status();
    }
  }

  private static PrintWriter messages(CommandSpec spec) {
    return spec.commandLine().getErr();
  }

  private static void print(CommandSpec spec, boolean json, EmbeddedServices.Status status)
      throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JSON.writeValueAsString(status));
    } else if (status.postgres().isEmpty() && status.cassandra() == null) {
      out.println("The embedded servers are not running; start them with `services start`.");
    } else {
      out.println(asText(status));
    }
    out.flush();
  }

  /** One line per server: its name, and the command that opens it. */
  private static String asText(EmbeddedServices.Status status) {
    StringBuilder text = new StringBuilder();
    for (EmbeddedServices.PostgresServer server : status.postgres()) {
      text.append(
          String.format(
              "%-10s psql -h %s -p %d -U %s %s%n",
              server.name(), server.host(), server.port(), server.user(), server.database()));
    }
    EmbeddedServices.CassandraServer cassandra = status.cassandra();
    if (cassandra != null) {
      text.append(
          String.format("%-10s cqlsh %s %d", "cassandra", cassandra.host(), cassandra.port()));
    }
    return text.toString().stripTrailing();
  }
}
