package dev.prima.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoopbackPortsTest {
  @Test
  void handsOutNoPortTwice() {
    LoopbackPorts ports = new LoopbackPorts();
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      assertThat(seen.addAll(ports.choose(3, List.of()))).isTrue();
    }
    assertThat(seen).hasSize(300);
  }

  @Test
  void takesOthersWhereAPreferredPortIsTaken() throws IOException {
    LoopbackPorts ports = new LoopbackPorts();
    try (ServerSocket foreign = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int taken = foreign.getLocalPort();
      assertThat(ports.choose(1, List.of(taken))).isNotEqualTo(List.of(taken));
      foreign.close();
      assertThat(ports.choose(1, List.of(taken))).isEqualTo(List.of(taken));
    }
  }
}
