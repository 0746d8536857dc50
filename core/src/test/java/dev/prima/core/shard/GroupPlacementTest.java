package dev.prima.core.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class GroupPlacementTest {
  // Node a serves regions 0 and 1, b serves 2, c serves 3.
  private static final RegionMap REGIONS =
      new RegionMap(
          List.of("north", "south", "east", "west"), List.of(0, 0, 1, 2), List.of("a", "b", "c"));

  @Test
  void eachNodeTakesTheGroupThatLeavesMostAgentsAtHomeOverAll() {
    // Group 0 alone would rather be on b (9), but then group 1 loses more than that.
    long[][] agents = {{3, 5, 9, 0}, {0, 0, 20, 0}, {1, 0, 0, 1}};

    GroupPlacement placement = GroupPlacement.of(agents, REGIONS);

    assertThat(placement.nodeOf()).containsExactly(0, 1, 2);
    assertThat(placement.regionOf()).containsExactly(1, 2, 3);
  }

  @Test
  void theFirstRegionIsTakenAmongEquals() {
    GroupPlacement placement = GroupPlacement.of(new long[3][4], REGIONS);

    assertThat(placement.nodeOf()).doesNotHaveDuplicates();
    assertThat(placement.regionOf().get(placement.nodeOf().indexOf(0))).isZero();
  }

  @Test
  void asManyGroupsAsNodesAreNeeded() {
    assertThatThrownBy(() -> GroupPlacement.of(new long[2][4], REGIONS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 groups");
  }
}
