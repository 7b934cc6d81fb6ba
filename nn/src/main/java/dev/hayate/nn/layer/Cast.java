package dev.hayate.nn.layer;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Elements as another type: numbers are cut towards 0, and kept at the ends of int32, where they
 * become whole; NaN becomes 0. Has no gradient.
 *
 * @param from the type of the input
 * @param to the type of the output
 * @param truth whether everything but 0 becomes 1
 */
public record Cast(DType from, DType to, boolean truth) implements ForwardLayer {
  static Cast of(Attributes attributes) {
    return new Cast(
        DType.valueOf(attributes.text("from")),
        DType.valueOf(attributes.text("to")),
        attributes.flag("truth"));
  }

  @Override
  public String type() {
    return "Cast";
  }

  @Override
  public Attributes attributes() {
    return Attributes.NONE.with("from", from.name()).with("to", to.name()).with("truth", truth);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Layer.single(type(), inputs);
  }

  @Override
  public DType inputType(int index) {
    return from;
  }

  @Override
  public DType outputType() {
    return to;
  }

  @Override
  public Step forward(Site site) {
    Tensor y = site.output();
    MemorySegment source = site.input(0).segment();
    MemorySegment target = y.segment();
    long size = y.size();
    return () -> {
      for (long i = 0; i < size; i++) {
        double x = Scoring.get(source, from, i);
        Scoring.set(target, to, i, !truth ? x : x != 0 ? 1 : 0);
      }
    };
  }
}
