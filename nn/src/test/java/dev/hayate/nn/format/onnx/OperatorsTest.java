package dev.hayate.nn.format.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The operators that are promised. */
class OperatorsTest {
  private static final List<String> PROMISED =
      List.of(
          ("Gemm MatMul Add Sub Mul Div Neg Pow Sqrt Exp Log Abs Erf Min Max Clip Relu LeakyRelu"
                  + " PRelu Elu Selu Celu Sigmoid HardSigmoid HardSwish Tanh Softplus Softsign Mish"
                  + " Gelu Softmax LogSoftmax Identity Dropout BatchNormalization"
                  + " LayerNormalization ReduceMean ReduceSum ReduceMax Flatten Reshape Squeeze"
                  + " Unsqueeze Transpose Concat Slice Split Gather Cast Constant ConstantOfShape"
                  + " Shape Where Equal Greater Less ArgMax Expand")
              .split(" "));

  @Test
  void everyPromisedOperatorIsThere() {
    assertTrue(Onnx.operators().containsAll(PROMISED));
  }
}
