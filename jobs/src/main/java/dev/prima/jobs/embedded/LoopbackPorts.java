package dev.prima.jobs.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Hands out ports that are free on loopback, none of them twice. They lie below the range from
 * which the kernel serves outgoing connections (32768 and up on Linux), so that a port that was
 * free a moment ago is seldom lost to a passing connection. Thread-safe.
 */
final class LoopbackPorts {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int CONNECT_MILLIS = 2_000;

  private final SplittableRandom random = new SplittableRandom();
  private final Set<Integer> taken = new HashSet<>();

  /** {@code preferred} where all of them are free, else others. */
  synchronized List<Integer> choose(int count, List<Integer> preferred) {
    if (preferred.size() == count && preferred.stream().allMatch(this::free)) {
      taken.addAll(preferred);
      return preferred;
    }
    List<Integer> chosen = new ArrayList<>(count);
    while (chosen.size() < count) {
      int port = random.nextInt(LOWEST, HIGHEST);
      if (free(port)) {
        taken.add(port);
        chosen.add(port);
      }
    }
    return List.copyOf(chosen);
  }

  private boolean free(int port) {
    if (taken.contains(port)) {
      return false;
    }
    try (ServerSocket probe = new ServerSocket()) {
      // Without it a port of a server that stopped a minute ago would count as taken.
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether somebody listens there. */
  static boolean isServed(int port) {
    try (Socket connection = new Socket()) {
      connection.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
