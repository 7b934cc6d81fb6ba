package dev.hayate.nn.plan;

import dev.hayate.kernels.Perceptron;
import dev.hayate.kernels.Perceptrons;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.WeightType;
import dev.hayate.nn.Model;
import dev.hayate.nn.layer.Step;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a plan for scoring has dense layers one after the other that may run as one operation, and
 * for which batches that is the faster way.
 */
final class Chains {
  /**
   * Weights in fewer bits are widened once for each row. With more rows than this, reading float32
   * instead takes less time.
   */
  private static final int FEW_ROWS = 6;

  /**
   * Float32 weights of this many bytes stay in the second cache, and a few rows at a time can go
   * through all layers. Above, memory sets the pace, and every layer meets as many rows as it can.
   */
  private static final long SMALL = 2 * 1024 * 1024;

  /**
   * The inputs or outputs of a layer at most for several rows at a time. Products sum up so many
   * inputs at a time, and so would add up more of them in another order.
   */
  private static final int LONGEST = 1024;

  /** Bytes of samples from which on reading them where they are is faster than copying them. */
  private static final long WORTH_READING_IN_PLACE = 16 * 1024;

  private static final Tensor NOTHING = Tensor.wrap(MemorySegment.NULL, Shape.of(0, 0));

  private final List<Operation> operations;
  private final int[] ends;

  /** Of each chain's perceptron, for all batches, since they run one after the other. */
  private final Map<Perceptron, Tensor> scratch = new HashMap<>();

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
    Optional<WeightType> type = type(plan, weights, chain, x.rows(), batch);
    if (type.isEmpty()) {
      return Optional.empty();
    }
    Perceptron perceptron = weights.perceptron(chain, type.get());
    int largest = plan.value(chain.getFirst().inputs().getFirst(), plan.largestBatch()).rows();
    int most = type.get() == WeightType.F32 ? largest : Math.min(largest, FEW_ROWS);
    Tensor memory =
        scratch.computeIfAbsent(perceptron, key -> plan.scratch(Shape.of(key.scratch(most))));
    Perceptrons perceptrons = plan.backend().perceptrons();
    boolean large = x.size() * Float.BYTES >= WORTH_READING_IN_PLACE;
    return Optional.of(
        new ChainStep(
            perceptrons.bind(x, perceptron, memory, y),
            large ? perceptrons.bindElsewhere(x, perceptron, memory, y) : Optional.empty()));
  }

  /** How the weights are kept that a chain reads; empty where it had better be no chain. */
  private static Optional<WeightType> type(
      Plan plan, Weights weights, List<Operation> chain, int rows, int batch) {
    if (weights.type() != WeightType.F32 && rows <= FEW_ROWS) {
      return Optional.of(weights.type());
    }
    boolean pays = bytes(chain) <= SMALL;
    if (rows > 1) {
      pays &= plan.backend().threads() == 1;
      for (Operation operation : chain) {
        pays &= plan.value(operation.inputs().getFirst(), batch).cols() <= LONGEST;
        pays &= plan.value(operation.output(), batch).cols() <= LONGEST;
      }
    }
    return pays ? Optional.of(WeightType.F32) : Optional.empty();
  }

  private static long bytes(List<Operation> chain) {
    return chain.stream()
        .flatMap(operation -> operation.layer().parameters().stream())
        .mapToLong(spec -> spec.shape().size() * Float.BYTES)
        .sum();
  }
}
