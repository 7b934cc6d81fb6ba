package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.ElementType;
import java.util.List;
import java.util.Map;

/** Operators that work on each element by itself. */
class ElementwiseOperatorsTest extends OperatorRows {
  @Override
  void rows() {
    elementwise();
    activations();
  }

  private void elementwise() {
    for (String op : List.of("Add", "Sub", "Mul", "Div")) {
      row(op, 7, 4, 5).input("b", 1, 5).node(op, "x,b", "y").output("y");
      row(op + " row", 13, 5)
          .floats("b", TestGraph.values(5, 9), 5)
          .node(op, "x,b", "y")
          .output("y");
      row(op + " left", 13, 5)
          .floats("b", TestGraph.values(5, 9), 1, 5)
          .node(op, "b,x", "y")
          .output("y");
      row(op + " column", 13, 4, 5)
          .floats("b", TestGraph.values(4, 9), 4, 1)
          .node(op, "x,b", "y")
          .output("y");
      row(op + " number", 13).scalar("b", 0.5f).node(op, "x,b", "y").output("y");
    }
    for (String op :
        List.of("Neg", "Abs", "Exp", "Erf", "Floor", "Ceil", "Round", "Sign", "Reciprocal")) {
      row(op, 13, 7).node(op, "x", "y").output("y");
    }
    for (String op : List.of("Sqrt", "Log")) {
      row(op, 13, 7).node("Abs", "x", "a").node(op, "a", "y").output("y");
    }
    row("Pow", 13, 7).scalar("two", 3).node("Pow", "x,two", "y").output("y");
    row("Pow of other type", 13, 7).longs("two", 2).node("Pow", "x,two", "y").output("y");
    row("Min and Max", 13, 7)
        .input("b", 7)
        .scalar("half", 0.5f)
        .node("Min", "x,b,half", "m")
        .node("Max", "m,b", "y")
        .output("y");
    row("Sum and Mean", 13, 7)
        .input("b", 7)
        .node("Sum", "x,b,x", "s")
        .node("Mean", "s,b", "y")
        .output("y");
    for (String op : List.of("Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual")) {
      row(op, 13, 7)
          .node("Round", "x", "r")
          .scalar("zero", 0)
          .node(op, "r,zero", "y")
          .output("y", ElementType.BOOL);
    }
    for (String op : List.of("And", "Or", "Xor")) {
      row(op, 13, 7)
          .input("b", 7)
          .scalar("zero", 0)
          .node("Greater", "x,zero", "p")
          .node("Greater", "b,zero", "q")
          .node(op, "p,q", "o")
          .node("Not", "o", "y")
          .output("y", ElementType.BOOL);
    }
    row("Where", 13, 4, 5)
        .input("b", 4, 1)
        .scalar("zero", 0)
        .node("Greater", "x,zero", "p")
        .node("Where", "p,b,zero", "y")
        .output("y");
    row("whole numbers", 13, 4)
        .input("i", ElementType.I64, 4)
        .longs("three", 3)
        .node("Add", "i,three", "a")
        .node("Mul", "a,i", "m")
        .node("Div", "m,three", "d")
        .node("Cast", "d", "f", Map.of("to", 1))
        .node("Mul", "f,x", "y")
        .output("y")
        .output("d", ElementType.I64);
    row("Cast", 13, 4)
        .node("Cast", "x", "i", Map.of("to", 7))
        .node("Cast", "i", "b", Map.of("to", 9))
        .node("Cast", "b", "y", Map.of("to", 1))
        .output("y")
        .output("i", ElementType.I64);
  }

  private void activations() {
    for (String op :
        List.of(
            "Relu LeakyRelu Elu Selu Sigmoid HardSigmoid Tanh Softplus Softsign ThresholdedRelu Celu"
                .split(" "))) {
      row(op, 12, 3, 5).node(op, "x", "y").output("y");
    }
    row("LeakyRelu alpha", 9, 5).node("LeakyRelu", "x", "y", Map.of("alpha", 0.3f)).output("y");
    row("Elu alpha", 9, 5).node("Elu", "x", "y", Map.of("alpha", 0.3f)).output("y");
    row("Celu alpha", 12, 5).node("Celu", "x", "y", Map.of("alpha", 0.7f)).output("y");
    row("HardSigmoid alpha", 9, 5)
        .node("HardSigmoid", "x", "y", Map.of("alpha", 0.4f, "beta", 0.3f))
        .output("y");
    row("HardSwish", 14, 5).node("HardSwish", "x", "y").output("y");
    row("Mish", 18, 5).node("Mish", "x", "y").output("y");
    row("Gelu", 20, 5).node("Gelu", "x", "y").output("y");
    row("Gelu tanh", 20, 5).node("Gelu", "x", "y", Map.of("approximate", "tanh")).output("y");
    row("Shrink", 9, 5).node("Shrink", "x", "y", Map.of("lambd", 0.5f)).output("y");
    row("Shrink soft", 9, 5)
        .node("Shrink", "x", "y", Map.of("lambd", 0.5f, "bias", 0.5f))
        .output("y");
    row("Clip settings", 7, 5)
        .node("Clip", "x", "y", Map.of("min", -0.5f, "max", 0.75f))
        .output("y");
    row("Clip low", 7, 5).node("Clip", "x", "y", Map.of("min", -0.5f)).output("y");
    row("Clip inputs", 13, 5)
        .scalar("low", -0.5f)
        .scalar("high", 0.5f)
        .node("Clip", "x,low,high", "y")
        .output("y");
    row("Clip ends exchanged", 13, 5)
        .scalar("low", 0.5f)
        .scalar("high", -0.5f)
        .node("Clip", "x,low,high", "y")
        .output("y");
    row("Clip nothing", 13, 5).node("Clip", "x", "c").node("Neg", "c", "y").output("y");
    row("PRelu one", 9, 4, 5)
        .floats("s", new float[] {0.3f}, 1)
        .node("PRelu", "x,s", "y")
        .output("y");
    row("PRelu vector", 9, 5)
        .floats("s", TestGraph.values(5, 3), 5)
        .node("PRelu", "x,s", "y")
        .output("y");
    row("PRelu channels", 9, 4, 5)
        .floats("s", TestGraph.values(4, 3), 4, 1)
        .node("PRelu", "x,s", "y")
        .output("y");
    row("PRelu columns", 9, 4, 5)
        .floats("s", TestGraph.values(5, 3), 5)
        .node("PRelu", "x,s", "y")
        .output("y");
  }
}
