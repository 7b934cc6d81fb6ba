package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.Shape;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.layer.Expand;
import dev.hayate.nn.layer.Transpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What changes dimensions and leaves the elements as they are, and what tells dimensions. */
final class ShapeOperators {
  private ShapeOperators() {}

  static void register(Map<String, Operator> operators) {
    operators.put("Identity", call -> List.of(call.input(0)));
    operators.put("Shape", call -> List.of(shape(call)));
    operators.put("Size", call -> List.of(size(call)));
    operators.put("Reshape", call -> List.of(reshape(call)));
    operators.put("Flatten", call -> List.of(flatten(call)));
    operators.put("Squeeze", call -> List.of(squeeze(call)));
    operators.put("Unsqueeze", call -> List.of(unsqueeze(call)));
    operators.put("Transpose", call -> List.of(transpose(call)));
    operators.put("Expand", call -> List.of(expand(call)));
  }

  private static Value shape(Call call) throws ModelFormatException {
    Value x = call.input(0);
    int rank = x.rank();
    long[] dims = new long[rank];
    long[] perBatch = new long[rank];
    switch (x) {
      case Known known -> Arrays.setAll(dims, known.shape()::dim);
      case Made made -> {
        perBatch[0] = made.factor();
        for (int axis = 1; axis < rank; axis++) {
          dims[axis] = made.rest()[axis - 1];
        }
      }
    }
    int from = bounded(call.whole("start", 0), rank);
    int to = Math.max(from, bounded(call.whole("end", rank), rank));
    return Known.symbolic(
        ElementType.I64,
        Shape.of(to - from),
        Arrays.copyOfRange(dims, from, to),
        Arrays.copyOfRange(perBatch, from, to));
  }

  private static int bounded(long axis, int rank) {
    return Math.clamp(axis < 0 ? axis + rank : axis, 0, rank);
  }

  private static Value size(Call call) throws ModelFormatException {
    return switch (call.input(0)) {
      case Known known -> Known.whole(ElementType.I64, Shape.of(), known.size());
      case Made made ->
          Known.symbolic(ElementType.I64, Shape.of(), new long[1], new long[] {made.size()});
    };
  }

  private static Value reshape(Call call) throws ModelFormatException {
    Known target = call.known(1);
    if (!target.isWhole() || target.rank() != 1) {
      throw call.wrong("a list of whole numbers as input 1", target.describe());
    }
    long[] dims = target.whole(call.budget(), call.place()).clone();
    long[] perBatch = target.isSymbolic() ? target.perBatch().clone() : new long[dims.length];
    Value x = call.input(0);
    boolean zeros = call.whole("allowzero", 0) != 0;
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] == 0 && perBatch[axis] == 0 && !zeros) {
        if (axis >= x.rank()) {
          throw call.wrong("a dimension to keep", "a 0 in place " + axis);
        }
        switch (x) {
          case Known known -> dims[axis] = known.shape().dim(axis);
          case Made made -> {
            dims[axis] = axis == 0 ? 0 : made.rest()[axis - 1];
            perBatch[axis] = axis == 0 ? made.factor() : 0;
          }
        }
      }
    }
    return switch (x) {
      case Known known -> {
        Folding.plain(target, call.place());
        infer(call, dims, 0, known.size());
        yield known.reshaped(Dimensions.shape(dims, call.place()));
      }
      case Made made -> batched(call, made, dims, perBatch);
    };
  }

  /** The batch comes first and nowhere else; the rest is as for known values. */
  private static Made batched(Call call, Made x, long[] dims, long[] perBatch)
      throws ModelFormatException {
    for (int axis = 1; axis < dims.length; axis++) {
      if (perBatch[axis] != 0) {
        throw call.wrong("the batch in the first dimension", "it in dimension " + axis);
      }
    }
    long first = dims.length == 0 ? 0 : leading(call, dims[0], perBatch[0]);
    long[] sample = dims.clone();
    if (dims.length == 0 || first == 0) {
      throw call.wrong(
          "the batch in the first dimension",
          dims.length == 0 ? "no dimension" : "a first dimension of " + dims[0]);
    }
    sample[0] = first;
    infer(call, sample, 0, x.size());
    if (sample[0] < 1 || sample[0] > Integer.MAX_VALUE) {
      throw call.wrong("samples that are not empty", Arrays.toString(sample));
    }
    Shape rest = Dimensions.shape(Arrays.copyOfRange(sample, 1, sample.length), call.place());
    return call.reshape(x, (int) sample[0], rest.dims());
  }

  /** How often the batch goes into a first dimension; -1 if that is to be found out, 0 if not. */
  private static long leading(Call call, long dim, long perBatch) {
    if (perBatch != 0) {
      return dim == 0 && perBatch > 0 ? perBatch : 0;
    }
    if (dim == -1) {
      return -1;
    }
    long declared = call.declaredBatch();
    return declared > 0 && dim > 0 && dim % declared == 0 ? dim / declared : 0;
  }

  /** Finds the dimension that is -1, and checks that there are as many elements as before. */
  private static void infer(Call call, long[] dims, int from, long size)
      throws ModelFormatException {
    int unknown = -1;
    long product = 1;
    for (int axis = from; axis < dims.length; axis++) {
      if (dims[axis] == -1 && unknown < 0) {
        unknown = axis;
      } else if (dims[axis] < 0) {
        throw call.wrong("dimensions of 0 or more and at most one -1", Arrays.toString(dims));
      } else {
        product = Math.multiplyExact(product, dims[axis]);
      }
    }
    if (unknown >= 0 && product != 0 && size % product == 0) {
      dims[unknown] = size / product;
      product *= dims[unknown];
    }
    if (product != size || (unknown >= 0 && dims[unknown] == -1)) {
      throw call.wrong(size + " elements, batch aside", Arrays.toString(dims));
    }
  }

  private static Value flatten(Call call) throws ModelFormatException {
    Value x = call.input(0);
    long given = call.whole("axis", 1);
    int axis = given == x.rank() ? x.rank() : call.axis(given, x.rank());
    long front = 1;
    long back = 1;
    int[] dims =
        switch (x) {
          case Known known -> known.shape().dims();
          case Made made -> sample(made);
        };
    for (int k = 0; k < dims.length; k++) {
      front = Math.multiplyExact(front, k < axis ? dims[k] : 1);
      back = Math.multiplyExact(back, k < axis ? 1 : dims[k]);
    }
    return switch (x) {
      case Known known -> known.reshaped(Dimensions.shape(new long[] {front, back}, call.place()));
      case Made made -> {
        if (axis == 0 || front < 1) {
          throw call.wrong("the batch in the first dimension", "axis " + given);
        }
        yield call.reshape(made, Math.toIntExact(front), new int[] {Math.toIntExact(back)});
      }
    };
  }

  /** The dimensions of a sample with those that are seen as part of the batch in front. */
  private static int[] sample(Made made) {
    int[] dims = new int[made.rest().length + 1];
    dims[0] = made.factor();
    System.arraycopy(made.rest(), 0, dims, 1, made.rest().length);
    return dims;
  }

  private static Value squeeze(Call call) throws ModelFormatException {
    Value x = call.input(0);
    Optional<long[]> axes = call.wholes("axes", 1);
    boolean[] goes = new boolean[x.rank()];
    int[] dims =
        switch (x) {
          case Known known -> known.shape().dims();
          case Made made -> sample(made);
        };
    for (long axis : axes.orElse(new long[0])) {
      goes[call.axis(axis, x.rank())] = true;
    }
    List<Integer> left = new ArrayList<>();
    for (int axis = 0; axis < dims.length; axis++) {
      boolean batch = axis == 0 && x instanceof Made;
      if (axes.isEmpty() ? dims[axis] != 1 || batch : !goes[axis]) {
        left.add(dims[axis]);
      } else if (dims[axis] != 1 || batch) {
        throw call.wrong("a dimension of 1", x.describe() + " in dimension " + axis);
      }
    }
    return with(call, x, left);
  }

  private static Value unsqueeze(Call call) throws ModelFormatException {
    Value x = call.input(0);
    long[] axes = call.wholes("axes", 1).orElseThrow(() -> call.wrong("axes", "no axes"));
    int rank = x.rank() + axes.length;
    if (rank > Shape.MAX_RANK) {
      throw call.wrong("at most " + Shape.MAX_RANK + " dimensions", Integer.toString(rank));
    }
    boolean[] added = new boolean[rank];
    for (long axis : axes) {
      int at = call.axis(axis, rank);
      if (added[at]) {
        throw call.wrong("every dimension once", Arrays.toString(axes));
      }
      added[at] = true;
    }
    int[] dims =
        switch (x) {
          case Known known -> known.shape().dims();
          case Made made -> sample(made);
        };
    if (x instanceof Made && added[0]) {
      throw call.wrong("the batch in the first dimension", "one more in front");
    }
    List<Integer> result = new ArrayList<>();
    int next = 0;
    for (boolean one : added) {
      result.add(one ? 1 : dims[next++]);
    }
    return with(call, x, result);
  }

  private static Value with(Call call, Value x, List<Integer> dims) throws ModelFormatException {
    int[] all = dims.stream().mapToInt(Integer::intValue).toArray();
    return switch (x) {
      case Known known -> known.reshaped(Shape.of(all));
      case Made made -> call.reshape(made, all[0], Arrays.copyOfRange(all, 1, all.length));
    };
  }

  private static Value transpose(Call call) throws ModelFormatException {
    Value x = call.input(0);
    int rank = x.rank();
    long[] reversed = new long[rank];
    Arrays.setAll(reversed, axis -> rank - 1 - axis);
    long[] given = call.wholes("perm").orElse(reversed);
    boolean[] seen = new boolean[rank];
    boolean fits = given.length == rank;
    for (int i = 0; fits && i < rank; i++) {
      fits = given[i] >= 0 && given[i] < rank && !seen[(int) given[i]];
      if (fits) {
        seen[(int) given[i]] = true;
      }
    }
    if (!fits) {
      throw call.wrong("a permutation of " + rank + " dimensions", Arrays.toString(given));
    }
    int[] order = Arrays.stream(given).mapToInt(axis -> (int) axis).toArray();
    if (x instanceof Known known) {
      return rank == 2 && order[0] == 1
          ? known.transposed(call.budget(), call.place())
          : Folding.transpose(known, order, call.budget(), call.place());
    }
    Made made = (Made) x;
    if (order[0] != 0) {
      throw call.wrong("the batch in the first dimension", Arrays.toString(given));
    }
    List<Integer> sample = new ArrayList<>();
    boolean moves = false;
    for (int i = made.factor() == 1 ? 1 : 0; i < rank; i++) {
      sample.add(order[i] - (made.factor() == 1 ? 1 : 0));
      moves |= order[i] != i;
    }
    if (!moves) {
      return x;
    }
    Operation result = call.apply(new Transpose(sample, call.type(x)), made.operation());
    return call.view(result, x.type(), made.factor());
  }

  private static Value expand(Call call) throws ModelFormatException {
    Known target = call.known(1);
    if (!target.isWhole() || target.rank() != 1) {
      throw call.wrong("a list of whole numbers as input 1", target.describe());
    }
    long[] dims = target.whole(call.budget(), call.place());
    Value x = call.input(0);
    if (x instanceof Known known) {
      if (!target.isSymbolic()) {
        Shape to =
            ArithmeticOperators.repeated(
                call, List.of(known.shape(), Dimensions.shape(dims, call.place())));
        return Folding.expand(known, to, call.budget(), call.place());
      }
      return ConstantOperators.repeated(call, known, target);
    }
    Made made = (Made) x;
    long[] perBatch = target.isSymbolic() ? target.perBatch() : new long[dims.length];
    if (dims.length > x.rank()) {
      throw call.wrong("the batch in the first dimension", "more dimensions in front");
    }
    int gap = x.rank() - dims.length;
    int[] rest = made.rest().clone();
    for (int i = 0; i < dims.length; i++) {
      int axis = i + gap;
      boolean fits;
      if (axis == 0) {
        boolean one = dims[i] == 1 && perBatch[i] == 0;
        fits = one || leading(call, dims[i], perBatch[i]) == made.factor();
      } else {
        int dim = rest[axis - 1];
        fits = perBatch[i] == 0 && (dims[i] == dim || dims[i] == 1 || dim == 1);
        rest[axis - 1] = dim == 1 && fits ? Math.toIntExact(dims[i]) : dim;
      }
      if (!fits) {
        throw call.wrong("dimensions that can be repeated", x.describe());
      }
    }
    if (Arrays.equals(rest, made.rest())) {
      return x;
    }
    int[] sample = rest;
    if (made.factor() != 1) {
      sample = new int[rest.length + 1];
      sample[0] = made.factor();
      System.arraycopy(rest, 0, sample, 1, rest.length);
    }
    Operation result = call.apply(new Expand(Shape.of(sample), call.type(x)), made.operation());
    return call.view(result, x.type(), made.factor());
  }
}
