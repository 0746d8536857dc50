package dev.prima.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prima.jobs.staging.StagedPart;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GlobalBatchTest {
  private static final long MOST = 10;

  @Test
  void aTableWithoutPartsHasNoBatch() {
    assertThat(GlobalBatch.of(List.of(), MOST)).isEmpty();
  }

  @Test
  void partsComeTogetherInTheOrderOfTheirIdsWhileTheyHaveNoMoreRowsThanThat() {
    List<GlobalBatch> batches =
        GlobalBatch.of(List.of(part(4, 3), part(1, 4), part(2, 6), part(3, 7)), MOST);

    assertThat(batches).extracting(GlobalBatchTest::ids).containsExactly("1 2", "3 4");
    assertThat(batches).extracting(GlobalBatch::last).containsExactly(2L, 4L);
    assertThat(batches).extracting(GlobalBatch::rows).containsExactly(10L, 10L);
  }

  @Test
  void aPartWithMoreRowsIsABatchOfItsOwn() {
    List<GlobalBatch> batches = GlobalBatch.of(List.of(part(1, 1), part(2, 11), part(3, 1)), MOST);

    assertThat(batches).extracting(GlobalBatchTest::ids).containsExactly("1", "2", "3");
  }

  @Test
  void partsThatDoNotTellTheirRowsGoWithTheOnesBefore() {
    List<GlobalBatch> batches = GlobalBatch.of(List.of(part(1, 10), part(7, 0), part(8, 0)), MOST);

    assertThat(batches).extracting(GlobalBatchTest::ids).containsExactly("1 7 8");
  }

  private static StagedPart part(long id, long rows) {
    return new StagedPart(id, "messages", "file:/staging/" + id, rows);
  }

  private static String ids(GlobalBatch batch) {
    assertThat(batch.ids()).hasSize(batch.parts().size());
    LongStream ids = batch.parts().stream().mapToLong(StagedPart::id);
    return String.join(" ", ids.mapToObj(Long::toString).toList());
  }
}
