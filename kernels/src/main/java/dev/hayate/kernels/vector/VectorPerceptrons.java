package dev.hayate.kernels.vector;

import dev.hayate.kernels.Dense;
import dev.hayate.kernels.Perceptron;
import dev.hayate.kernels.Perceptrons;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.WeightType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Perceptrons row by row: the weights of all layers go by once for each; or several rows at a time.
 * Stateless.
 *
 * <p>A call row by row runs on plain loops until the strips are compiled, which {@link Rehearsal}
 * finds out, and on the strips for good, or until a small perceptron's own code is compiled, which
 * {@link Trial} does.
 */
final class VectorPerceptrons extends Perceptrons {
  @Override
  protected Perceptron rearrange(List<Dense> layers, WeightType type, Arena arena) {
    return new VectorPerceptron(layers, type, Rehearsal.of(type), arena);
  }

  @Override
  protected Runnable call(Tensor x, Perceptron perceptron, Tensor scratch, Tensor y) {
    VectorPerceptron packed = packed(perceptron);
    return packed.inBlocks(x.rows())
        ? () -> packed.blocks(x, x.segment(), scratch.segment(), y)
        : new Call(packed, x, scratch, y);
  }

  @Override
  protected Optional<Consumer<MemorySegment>> callElsewhere(
      Tensor x, Perceptron perceptron, Tensor scratch, Tensor y) {
    VectorPerceptron packed = packed(perceptron);
    return packed.inBlocks(x.rows())
        ? Optional.of(samples -> packed.blocks(x, samples, scratch.segment(), y))
        : Optional.empty();
  }

  private static VectorPerceptron packed(Perceptron perceptron) {
    if (perceptron instanceof VectorPerceptron packed) {
      return packed;
    }
    throw new IllegalArgumentException("perceptron: it was packed by another backend");
  }

  /** One perceptron bound to its operands. */
  private static final class Call implements Runnable {
    private final VectorPerceptron perceptron;
    private final MemorySegment x;
    private final MemorySegment scratch;
    private final MemorySegment y;
    private final int rows;
    private final long xRow;
    private final long yRow;
    private Optional<PlainPerceptron.Row> plain;
    private long plainNanos = Long.MAX_VALUE;
    private Optional<Trial> trial;
    private Optional<RowCode> own = Optional.empty();

    Call(VectorPerceptron perceptron, Tensor x, Tensor scratch, Tensor y) {
      this.perceptron = perceptron;
      this.x = x.segment();
      this.scratch = scratch.segment();
      this.y = y.segment();
      this.rows = x.rows();
      this.xRow = 4L * x.stride();
      this.yRow = 4L * y.stride();
      this.plain = perceptron.plain().map(PlainPerceptron.Row::new);
      this.trial = perceptron.trial();
    }

    @Override
    public void run() {
      if (own.isPresent()) {
        runOwn(own.get());
      } else if (plain.isPresent()) {
        runPlain(plain.get());
      } else {
        runStrips();
        if (trial.isPresent()) {
          tryOwn(trial.get());
        }
      }
    }

    private void runOwn(RowCode code) {
      long xt = 0;
      long yt = 0;
      for (int i = 0; i < rows; i++) {
        perceptron.row(code, x, xt, scratch, y, yt);
        xt += xRow;
        yt += yRow;
      }
    }

    private void runStrips() {
      long xt = 0;
      long yt = 0;
      for (int i = 0; i < rows; i++) {
        perceptron.row(x, xt, scratch, y, yt);
        xt += xRow;
        yt += yRow;
      }
    }

    private void tryOwn(Trial running) {
      if (!running.isOver() && running.isDue()) {
        RowCode code = running.code();
        long begin = System.nanoTime();
        perceptron.row(x, 0, scratch, y, 0);
        long middle = System.nanoTime();
        perceptron.row(code, x, 0, scratch, y, 0);
        running.took(middle - begin, System.nanoTime() - middle);
      }
      if (running.isOver()) {
        own = running.winner();
        trial = Optional.empty();
      }
    }

    private void runPlain(PlainPerceptron.Row row) {
      Rehearsal rehearsal = perceptron.rehearsal();
      for (int i = 0; i < rows; i++) {
        long begin = System.nanoTime();
        perceptron.row(row, x, i * xRow, scratch, y, i * yRow);
        plainNanos = Math.min(plainNanos, System.nanoTime() - begin);
      }
      if (!rehearsal.isOver() && rehearsal.isDue()) {
        long begin = System.nanoTime();
        double share = perceptron.rehearse(scratch);
        rehearsal.took(System.nanoTime() - begin, share, plainNanos);
      }
      if (rehearsal.isOver()) {
        plain = Optional.empty();
        perceptron.dropPlain();
      }
    }
  }
}
