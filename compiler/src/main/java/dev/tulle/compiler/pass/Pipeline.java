package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.view.StoreInViews;
import java.util.List;

/// The passes over Tensor IR, in order.
public final class Pipeline {
  /// A pass and the name it goes by in dumps and reproducers.
  public record Step(String name, Pass pass) {}

  /// What runs between reading a model and lowering it.
  public static final List<Step> STEPS = List.of(
      // What the parameters of this build leave out is there no more.
      new Step("decide-conditions", new DecideConditions()),
      // Names of patterns hide the intervals behind them.
      new Step("inline-patterns", new InlinePatterns()),
      // From here on there are only maps, plain reductions, and statements that are one operator over a whole row.
      new Step("expand-selections", new ExpandSelections()),
      new Step("expand-row-operators", new ExpandRowOperators()),
      // What does not depend on all indices around it is computed once.
      new Step("name-invariants", new NameInvariants()),
      // What is tested of a position holds where it is read.
      new Step("name-positions", new NamePositions()),
      new Step("remove-unused", new RemoveUnused()),
      // Before inlining, which would tie it to something that changes.
      new Step("move-out-of-loops", new MoveOutOfLoops()),
      new Step("assign-stages", new AssignStages()),
      // Needs stages: what is computed at open must not move into a run.
      new Step("inline-single-uses", new InlineSingleUses()),
      // Nothing that inlining could bring is read in place.
      new Step("update-in-place", new UpdateInPlace()),
      // Conditions are as they will be walked.
      new Step("store-in-views", new StoreInViews()),
      // Patterns that are lists now.
      new Step("remove-unused", new RemoveUnused()),
      // What is still too large for one kernel is cut.
      new Step("split-large-statements", new SplitLargeStatements()),
      // After inlining, which would undo it.
      new Step("transpose-for-lanes", new TransposeForLanes()),
      new Step("pack-panels", new PackPanels()),
      // Of what was named since: the parts of statements that were cut, and transposed copies.
      new Step("move-out-of-loops", new MoveOutOfLoops()),
      // Two ways by run-time sizes, which no pass need know of.
      new Step("split-long-sums", new SplitLongSums()));

  private Pipeline() {}

  public static Program run(Program program, PassRunner runner) {
    Program current = runner.start(program);
    for (Step step : STEPS) current = runner.run(step, current);
    return current;
  }
}
