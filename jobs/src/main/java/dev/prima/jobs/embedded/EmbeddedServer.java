package dev.prima.jobs.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One server of the set: how its data is made, how it is started, how it says that it is ready. It
 * holds no process; {@link ServerStarter} runs what it describes. Ports come as a list of {@link
 * #portCount()}, the one for clients first.
 */
sealed interface EmbeddedServer permits PostgresNode, CassandraNode {
  String name();

  /** Its own folder; data, settings and logs lie in it. */
  Path folder();

  int portCount();

  /** Where to look first when it does not come up. */
  List<ServerLog> logs();

  /** Takes what the process prints. */
  ServerLog output();

  /** Makes what is missing of data and settings; idempotent, leaves no half-made data. */
  void prepare(List<Integer> ports) throws IOException, InterruptedException;

  List<String> command(List<Integer> ports);

  /** A text that no process but this server has in its command line. */
  String marker();

  /** Asks once whether clients are served; false for not yet. */
  boolean ready(List<Integer> ports) throws IOException;

  /** The signal after which it writes everything down and ends, and how long that may take. */
  Shutdown shutdown();

  /** The signal after which it ends at once; what was committed is recovered at the next start. */
  String haltSignal();

  /** An orderly end. */
  record Shutdown(String signal, Duration limit) {}
}
