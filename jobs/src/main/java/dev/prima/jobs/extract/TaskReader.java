package dev.prima.jobs.extract;

import dev.prima.jobs.staging.PreparedPart;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamReader;

/**
 * Has a unit read, mapped and prepared elsewhere, piece by piece. Its state is that of a {@link
 * UnitReader}, so either goes on where the other one stopped.
 */
final class TaskReader implements ItemStreamReader<List<PreparedPart>> {
  private final UnitWork work;
  private final TaskPlace place;
  private UnitPosition position = UnitPosition.START;

  TaskReader(UnitWork work, TaskPlace place) {
    this.work = work;
    this.place = place;
  }

  @Override
  public void open(ExecutionContext context) {
    position = UnitPosition.in(context);
  }

  @Override
  public @Nullable List<PreparedPart> read() {
    if (position.slice() >= work.unit().slices().size()) {
      return null;
    }
    UnitTask.Outcome outcome = place.run(new UnitTask(work, position, place.span()));
    position = outcome.next();
    // What is left of a unit may hold no row.
    return outcome.parts().isEmpty() ? null : outcome.parts();
  }

  @Override
  public void update(ExecutionContext context) {
    position.putInto(context);
  }
}
