package dev.hayate.nn.layer;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The same values for every sample, from a parameter {@code value} that is not trained. It has no
 * input.
 *
 * @param shape the shape of a sample
 * @param outputType the type of the elements; whole numbers are kept in float32, which holds those
 *     up to 2^24
 */
public record Constant(Shape shape, DType outputType) implements Layer {
  private static final String VALUE = "value";

  static Constant of(Attributes attributes) {
    return new Constant(attributes.shape("shape"), Scoring.type(attributes));
  }

  @Override
  public String type() {
    return "Constant";
  }

  @Override
  public Attributes attributes() {
    return Scoring.typed(Attributes.NONE.with("shape", shape), outputType);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    if (!inputs.isEmpty()) {
      throw new IllegalArgumentException("Constant: expected no input, found " + inputs);
    }
    return shape;
  }

  @Override
  public List<ParameterSpec> parameters() {
    return List.of(ParameterSpec.buffer(VALUE, shape, new dev.hayate.nn.init.Constant(0)));
  }

  @Override
  public Step bind(Site site) {
    Tensor y = site.output();
    MemorySegment value = site.parameter(VALUE).segment();
    MemorySegment to = y.segment();
    long size = shape.size();
    long samples = size == 0 ? 0 : y.size() / size;
    if (outputType == DType.F32) {
      return () -> {
        for (long i = 0; i < samples; i++) {
          MemorySegment.copy(value, 0, to, i * size * Float.BYTES, size * Float.BYTES);
        }
      };
    }
    return () -> {
      for (long i = 0; i < samples * size; i++) {
        Scoring.set(to, outputType, i, Scoring.get(value, DType.F32, i % size));
      }
    };
  }
}
