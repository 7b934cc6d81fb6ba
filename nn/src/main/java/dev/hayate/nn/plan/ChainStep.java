package dev.hayate.nn.plan;

import dev.hayate.nn.layer.Step;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A chain of dense layers, run as one operation.
 *
 * @param call from the plan's own tensor of inputs
 * @param elsewhere from samples that lie elsewhere, where that saves copying them
 */
record ChainStep(Runnable call, Optional<Consumer<MemorySegment>> elsewhere) implements Step {
  @Override
  public void forward() {
    call.run();
  }
}
