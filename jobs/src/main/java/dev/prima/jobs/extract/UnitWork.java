package dev.prima.jobs.extract;

import dev.prima.jobs.extract.ExtractUnit.Slice;
import dev.prima.jobs.source.SourceFile;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A unit with all that whoever carries it out must know.
 *
 * @param files that it reads, by their rank, without what else is in them
 * @param staging the folder of staged rows
 * @param earlier what need not be read where it stands as it did
 */
record UnitWork(
    ExtractUnit unit,
    Map<Integer, SourceFile> files,
    ExtractLimits limits,
    String staging,
    EarlierParts earlier)
    implements Serializable {
  UnitWork {
    files = Map.copyOf(files);
  }

  static UnitWork of(ExtractPlan plan, ExtractUnit unit) {
    Map<Integer, SourceFile> files =
        unit.slices().stream()
            .map(slice -> slice.table().fileIndex())
            .distinct()
            .collect(Collectors.toMap(i -> i, i -> plan.files().get(i).with(List.of())));
    return new UnitWork(
        unit,
        files,
        plan.limits(),
        plan.layout().base().toString(),
        plan.earlier().of(unit, plan.files()));
  }

  /** The file that a slice is of. */
  SourceFile file(Slice slice) {
    SourceFile file = files.get(slice.table().fileIndex());
    if (file == null) {
      throw new IllegalArgumentException("The unit reads no source " + slice.table().fileIndex());
    }
    return file;
  }
}
