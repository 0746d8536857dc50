package dev.prima.jobs.reconcile;

import java.util.List;
import java.util.Random;

/**
 * Spoils rows of a migrated network, and keeps a list of what it did, in the words that a
 * reconciliation should find.
 */
final class Planter {
  private final Planted planted = new Planted();
  private final NodePlanter nodes;
  private final GlobalPlanter global;

  Planter(MigratedNetwork network, long seed) {
    Random random = new Random(seed);
    nodes = new NodePlanter(network, random, planted);
    global = new GlobalPlanter(network, random, planted);
  }

  /** What was planted, worded as {@link Planted#told} does. */
  List<String> planted() {
    return planted.lines;
  }

  /** Plants differences of all kinds. */
  void plant(int ofEachKind) {
    for (int i = 0; i < ofEachKind; i++) {
      nodes.deleteRow();
      nodes.insertStranger();
      nodes.changeText();
      nodes.flipLastBit();
      nodes.swapValues();
      nodes.putIntoOtherShard();
      nodes.moveToOtherNode();
      nodes.duplicateOnOtherNode();
      global.deleteInteraction();
      global.changeInteraction();
      global.putInteractionUnderThirdAgent();
    }
    nodes.spoilLegacyTable();
    global.moveMeasurement();
    global.insertSpore();
    global.flipLastBitOfSpore();
  }
}
