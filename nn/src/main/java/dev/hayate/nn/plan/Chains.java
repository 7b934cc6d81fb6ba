package dev.hayate.nn.plan;

import dev.hayate.kernels.Perceptron;
import dev.hayate.kernels.Perceptrons;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.WeightType;
import dev.hayate.nn.Model;
import dev.hayate.nn.layer.Step;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Where a plan for scoring has dense layers one after the other that may run as one operation, and
 * for which batches that is the faster way.
 */
final class Chains {
  /** With more rows than this, a product reads weights once for several of them, and wins. */
  private static final int FEW_ROWS = 6;

  /**
   * Float32 weights of this many bytes stay in the innermost cache, and what costs time is the way
   * from one operation to the next.
   */
  private static final long TINY = 32 * 1024;

  /**
   * Float32 weights of this many bytes stay in the second cache: one row is faster so. Above, the
   * weights would be kept twice, and memory sets the pace either way.
   */
  private static final long SMALL = 2 * 1024 * 1024;

  private static final Tensor NOTHING = Tensor.wrap(MemorySegment.NULL, Shape.of(0, 0));

  private final List<Operation> operations;
  private final int[] ends;

  Chains(Model model, List<Operation> operations) {
    this.operations = operations;
    this.ends = new int[operations.size()];
    int[] readers = new int[model.nodes().size()];
    operations.forEach(operation -> operation.inputs().forEach(input -> readers[input]++));
    model.outputs().forEach(output -> readers[output.node()]++);
    for (int t = operations.size() - 1; t >= 0; t--) {
      ends[t] = t;
      if (dense(t)) {
        int made = operations.get(t).output();
        boolean goesOn =
            readers[made] == 1
                && t + 1 < operations.size()
                && dense(t + 1)
                && operations.get(t + 1).inputs().contains(made);
        ends[t] = goesOn ? ends[t + 1] : t + 1;
      }
    }
  }

  private boolean dense(int t) {
    return operations.get(t).layer().dense(name -> NOTHING).isPresent();
  }

  /** The operation after the chain that begins with one; that one itself if none does. */
  int end(int t) {
    return ends[t];
  }

  /** A chain as one step; absent where each layer on its own is faster. */
  Optional<Step> bind(Plan plan, Weights weights, int from, int batch) {
    List<Operation> chain = operations.subList(from, ends[from]);
    Tensor x = plan.value(chain.getFirst().inputs().getFirst(), batch);
    Tensor y = plan.value(chain.getLast().output(), batch);
    if (!pays(x.rows(), weights.type(), chain)) {
      return Optional.empty();
    }
    Perceptrons perceptrons = plan.backend().perceptrons();
    Perceptron perceptron = weights.perceptron(chain);
    Tensor scratch = plan.scratch(Shape.of(perceptron.scratch(x.rows())));
    Runnable call = perceptrons.bind(x, perceptron, scratch, y);
    return Optional.of(call::run);
  }

  private static boolean pays(int rows, WeightType type, List<Operation> chain) {
    if (type != WeightType.F32) {
      return rows <= FEW_ROWS;
    }
    long bytes = bytes(chain);
    return bytes <= TINY ? rows <= FEW_ROWS : bytes <= SMALL && rows == 1;
  }

  private static long bytes(List<Operation> chain) {
    return chain.stream()
        .flatMap(operation -> operation.layer().parameters().stream())
        .mapToLong(spec -> spec.shape().size() * Float.BYTES)
        .sum();
  }
}
