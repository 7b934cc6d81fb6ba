package dev.hayate.kernels.vector;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.update.AdadeltaRule;
import dev.hayate.kernels.update.AdagradRule;
import dev.hayate.kernels.update.AdamaxRule;
import dev.hayate.kernels.update.AsgdRule;
import dev.hayate.kernels.update.LionRule;
import dev.hayate.kernels.update.MomentRule;
import dev.hayate.kernels.update.RmsPropRule;
import dev.hayate.kernels.update.RpropRule;
import dev.hayate.kernels.update.SgdRule;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The pass over whole vectors for each rule of an optimizer: one line for each that has one.
 *
 * <p>All passes are made alike. Their arrays are those of {@link Stretch#segments}; the loop is all
 * that they have, since a tail is made whole by {@link StretchEnd}; and they go by the rule's
 * definition in float32, after rounding what does not change in the loop. That the prologue stands
 * in each of them is due to the compiler, which is not to be handed vectors by methods of ours.
 */
final class UpdatePasses {
  private UpdatePasses() {}

  /**
   * Takes a step of the first vectors.
   *
   * @param arrays of the stretch, or what stands for them
   * @return whether there is a pass for the rule; if not, nothing was done
   */
  static boolean run(Stretch x, List<MemorySegment> arrays, int vectors) {
    switch (x.rule()) {
      case SgdRule rule -> SgdPass.run(rule, x, arrays, vectors);
      case MomentRule rule -> MomentsPass.run(rule, x, arrays, vectors);
      case AdamaxRule rule -> AdamaxPass.run(rule, x, arrays, vectors);
      case AdagradRule rule -> AdagradPass.run(rule, x, arrays, vectors);
      case AdadeltaRule rule -> AdadeltaPass.run(rule, x, arrays, vectors);
      case RmsPropRule rule -> RmsPropPass.run(rule, x, arrays, vectors);
      case LionRule rule -> LionPass.run(rule, x, arrays, vectors);
      case RpropRule rule -> RpropPass.run(rule, x, arrays, vectors);
      case AsgdRule rule -> AsgdPass.run(rule, x, arrays, vectors);
      default -> {
        return false;
      }
    }
    return true;
  }
}
