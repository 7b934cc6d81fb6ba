package dev.hayate.nn.layer;

import dev.hayate.kernels.Products;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The product of the matrices in the last two dimensions of two inputs, as {@code torch.matmul};
 * the dimensions in front are repeated where one input lacks them or has them once. Has no
 * gradient; a product with weights is a {@link Linear}.
 */
public record MatMul() implements ForwardLayer {
  @Override
  public String type() {
    return "MatMul";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    if (inputs.size() != 2
        || inputs.get(0).rank() < 2
        || inputs.get(1).rank() < 2
        || inputs.get(0).cols() != inputs.get(1).dim(inputs.get(1).rank() - 2)) {
      throw new IllegalArgumentException(
          "MatMul: expected two inputs of matrices that can be multiplied, found " + inputs);
    }
    Shape a = inputs.get(0);
    Shape b = inputs.get(1);
    int[] front = Scoring.together(type(), List.of(front(a), front(b))).dims();
    int[] dims = Arrays.copyOf(front, front.length + 2);
    dims[front.length] = a.dim(a.rank() - 2);
    dims[front.length + 1] = b.cols();
    return Shape.of(dims);
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    return outputShape(inputs).size() * inputs.getFirst().cols();
  }

  private static Shape front(Shape shape) {
    return Shape.of(Arrays.copyOf(shape.dims(), shape.rank() - 2));
  }

  @Override
  public Step forward(Site site) {
    Products products = site.backend().products();
    Tensor y = site.output();
    Shape front = front(y.shape());
    Tensor[] ys = matrices(y, front);
    Tensor[] as = matrices(site.input(0), front);
    Tensor[] bs = matrices(site.input(1), front);
    return () -> {
      for (int i = 0; i < ys.length; i++) {
        products.gemm(as[i], false, bs[i], false, ys[i]);
      }
    };
  }

  /** The matrices of an input, one for each of the output's. */
  private static Tensor[] matrices(Tensor tensor, Shape front) {
    Tensor[] matrices = new Tensor[(int) front.size()];
    int rows = tensor.shape().dim(tensor.shape().rank() - 2);
    long[] strides = StridedStep.repeated(front(tensor.shape()), front);
    new StridedStep(front, new long[1], new long[][] {strides}) {
      @Override
      void run(long first, int count) {
        for (int i = 0; i < count; i++) {
          int matrix = (int) (at[0] + i * distance[0]);
          matrices[(int) first + i] = tensor.rows(matrix * rows, rows);
        }
      }
    }.forward();
    return matrices;
  }
}
