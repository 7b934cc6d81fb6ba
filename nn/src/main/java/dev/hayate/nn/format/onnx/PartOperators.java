package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.layer.Concat;
import dev.hayate.nn.layer.Embedding;
import dev.hayate.nn.layer.Join;
import dev.hayate.nn.layer.Layer;
import dev.hayate.nn.layer.Slice;
import dev.hayate.nn.layer.Take;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What puts values together and takes parts of them. */
final class PartOperators {
  private static final int SLICE_BY_INPUTS = 10;

  private PartOperators() {}

  static void register(Map<String, Operator> operators) {
    operators.put("Concat", call -> List.of(concat(call)));
    operators.put("Slice", call -> List.of(slice(call)));
    operators.put("Split", PartOperators::split);
    operators.put("Gather", call -> List.of(gather(call)));
  }

  private static Value concat(Call call) throws ModelFormatException {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < call.inputs(); i++) {
      values.add(call.input(i));
    }
    Value first = call.input(0);
    int axis = call.axis(call.setting("axis", Long.class, 1L), first.rank());
    for (Value value : values) {
      if (value.type() != first.type() || value.rank() != first.rank()) {
        throw call.wrong("values of one type and as many dimensions", Together.describe(values));
      }
    }
    if (values.stream().allMatch(value -> value instanceof Known)) {
      List<Known> parts = values.stream().map(value -> (Known) value).toList();
      Shape to = new Join(axis, DType.F32).outputShape(parts.stream().map(Known::shape).toList());
      return Folding.join(parts, axis, to, call.budget(), call.place());
    }
    if (axis == 0
        || (call.declaredBatch() != 1 && values.stream().anyMatch(v -> v instanceof Known))) {
      throw call.wrong("values of every sample, side by side", Together.describe(values));
    }
    Together together = Together.of(call, values);
    int at = axis - (together.factor() == 1 ? 1 : 0);
    boolean last = axis == first.rank() - 1 && call.type(first) == DType.F32;
    Layer layer = last ? new Concat() : new Join(at, call.type(first));
    Operation result = call.apply(layer, together.operands(), Map.of());
    return call.view(result, first.type(), together.factor());
  }

  private static Value slice(Call call) throws ModelFormatException {
    Value x = call.input(0);
    boolean inputs = call.opset() >= SLICE_BY_INPUTS;
    long[] starts = list(call, "starts", inputs ? 1 : Integer.MAX_VALUE);
    long[] ends = list(call, "ends", inputs ? 2 : Integer.MAX_VALUE);
    long[] usual = new long[starts.length];
    Arrays.setAll(usual, i -> i);
    long[] axes = call.wholes("axes", inputs ? 3 : Integer.MAX_VALUE).orElse(usual);
    long[] ones = new long[starts.length];
    Arrays.fill(ones, 1);
    long[] steps = call.wholes("steps", inputs ? 4 : Integer.MAX_VALUE).orElse(ones);
    if (ends.length != starts.length
        || axes.length != starts.length
        || steps.length != starts.length) {
      throw call.wrong("as many starts, ends, axes and steps", starts.length + " starts");
    }
    Range[] ranges = new Range[x.rank()];
    boolean[] seen = new boolean[x.rank()];
    for (int i = 0; i < starts.length; i++) {
      int axis = call.axis(axes[i], x.rank());
      if (seen[axis] || steps[i] == 0 || steps[i] != (int) steps[i]) {
        throw call.wrong("every dimension once and steps other than 0", "dimension " + axis);
      }
      seen[axis] = true;
      if (axis == 0 && x instanceof Made) {
        if (starts[i] != 0 || ends[i] < Integer.MAX_VALUE || steps[i] != 1) {
          throw call.wrong("all samples of the batch", "some of " + x.describe());
        }
      } else {
        ranges[axis] = Range.of(starts[i], ends[i], steps[i], dim(x, axis));
      }
    }
    for (int axis = 0; axis < ranges.length; axis++) {
      if (ranges[axis] == null && !(axis == 0 && x instanceof Made)) {
        ranges[axis] = new Range(0, dim(x, axis), 1);
      }
    }
    return part(call, x, ranges);
  }

  private static long[] list(Call call, String name, int input) throws ModelFormatException {
    return call.wholes(name, input).orElseThrow(() -> call.wrong(name, "none"));
  }

  private static int dim(Value x, int axis) {
    return switch (x) {
      case Known known -> known.shape().dim(axis);
      case Made made -> made.rest()[axis - 1];
    };
  }

  /** Elements of one dimension. */
  private record Range(int from, int size, int step) {
    static Range of(long start, long end, long step, int dim) {
      long from = start < 0 ? start + dim : start;
      long to = end < 0 ? end + dim : end;
      if (step > 0) {
        from = Math.clamp(from, 0, dim);
        to = Math.clamp(to, 0, dim);
      } else {
        from = Math.clamp(from, 0, Math.max(dim - 1, 0));
        to = end < -dim ? -1 : Math.clamp(to, -1, Math.max(dim - 1, 0));
      }
      long distance = to - from;
      boolean some = dim > 0 && distance != 0 && distance > 0 == step > 0;
      long size = some ? (Math.abs(distance) + Math.abs(step) - 1) / Math.abs(step) : 0;
      return new Range((int) (size == 0 ? 0 : from), (int) size, (int) step);
    }
  }

  /** A part of a value; the range of the batch is not there. */
  private static Value part(Call call, Value x, Range[] ranges) throws ModelFormatException {
    if (x instanceof Known known) {
      long[] strides = Folding.strides(known.shape());
      long[] dims = new long[ranges.length];
      long start = 0;
      for (int axis = 0; axis < ranges.length; axis++) {
        start += strides[axis] * ranges[axis].from;
        strides[axis] *= ranges[axis].step;
        dims[axis] = ranges[axis].size;
      }
      Shape to = Dimensions.shape(dims, call.place());
      return Folding.move(known, to, start, strides, call.budget(), call.place());
    }
    Made made = (Made) x;
    List<Integer> from = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    List<Integer> steps = new ArrayList<>();
    if (made.factor() != 1) {
      from.add(0);
      sizes.add(made.factor());
      steps.add(1);
    }
    boolean whole = true;
    for (int axis = 1; axis < ranges.length; axis++) {
      from.add(ranges[axis].from);
      sizes.add(ranges[axis].size);
      steps.add(ranges[axis].size == 0 ? 1 : ranges[axis].step);
      whole &= ranges[axis].size == made.rest()[axis - 1] && ranges[axis].step == 1;
    }
    if (whole) {
      return x;
    }
    Operation result = call.apply(new Slice(from, sizes, steps, call.type(x)), made.operation());
    return call.view(result, x.type(), made.factor());
  }

  private static List<Value> split(Call call) throws ModelFormatException {
    Value x = call.input(0);
    int axis = call.axis(call.whole("axis", 0), x.rank());
    if (axis == 0 && x instanceof Made) {
      throw call.wrong("parts of every sample", "parts of the batch");
    }
    int dim = dim(x, axis);
    long[] sizes = call.wholes("split", 1).orElse(new long[0]);
    if (sizes.length == 0) {
      long parts = call.whole("num_outputs", call.outputs());
      if (parts < 1 || parts > Math.max(dim, 1)) {
        throw call.wrong("1 to " + dim + " parts", parts + " parts");
      }
      long each = (dim + parts - 1) / parts;
      sizes = new long[(int) parts];
      Arrays.fill(sizes, each);
      sizes[sizes.length - 1] = dim - each * (parts - 1);
    }
    if (sizes.length < call.outputs()) {
      throw call.wrong(call.outputs() + " parts", sizes.length + " parts");
    }
    long from = 0;
    List<Value> parts = new ArrayList<>();
    for (long size : sizes) {
      if (size < 0 || size > dim - from) {
        throw call.wrong("parts of " + dim + " together", Arrays.toString(sizes));
      }
      Range[] ranges = new Range[x.rank()];
      for (int k = x instanceof Made ? 1 : 0; k < ranges.length; k++) {
        ranges[k] = k == axis ? new Range((int) from, (int) size, 1) : new Range(0, dim(x, k), 1);
      }
      from += size;
      parts.add(part(call, x, ranges));
    }
    if (from != dim) {
      throw call.wrong("parts of " + dim + " together", Arrays.toString(sizes));
    }
    return parts;
  }

  private static Value gather(Call call) throws ModelFormatException {
    Value data = call.input(0);
    Value indices = call.input(1);
    if (!indices.type().isInteger()) {
      throw call.wrong("whole numbers as input 1", indices.describe());
    }
    int axis = call.axis(call.whole("axis", 0), data.rank());
    if (indices instanceof Made made) {
      return embedding(call, data, made, axis);
    }
    long[] places = call.wholes(1).clone();
    Known given = (Known) indices;
    if (axis == 0 && data instanceof Made) {
      throw call.wrong("places behind the batch", "places in the batch");
    }
    int dim = dim(data, axis);
    for (int i = 0; i < places.length; i++) {
      long place = places[i] < 0 ? places[i] + dim : places[i];
      if (place < 0 || place >= dim) {
        throw call.wrong("places of " + dim, Long.toString(places[i]));
      }
      places[i] = place;
    }
    return switch (data) {
      case Known known -> take(call, known, places, given.shape(), axis);
      case Made made -> take(call, made, places, given.shape(), axis);
    };
  }

  private static int[] replaced(int[] dims, int axis, Shape by) {
    int[] result = new int[dims.length - 1 + by.rank()];
    System.arraycopy(dims, 0, result, 0, axis);
    System.arraycopy(by.dims(), 0, result, axis, by.rank());
    System.arraycopy(dims, axis + 1, result, axis + by.rank(), dims.length - axis - 1);
    return result;
  }

  private static Known take(Call call, Known data, long[] places, Shape given, int axis)
      throws ModelFormatException {
    int[] dims = data.shape().dims();
    Shape result =
        Dimensions.shape(
            Arrays.stream(replaced(dims, axis, given)).asLongStream().toArray(), call.place());
    long[] strides = Folding.strides(data.shape());
    List<Known> parts = new ArrayList<>();
    int[] one = dims.clone();
    one[axis] = 1;
    call.budget().items(places.length, call.place());
    for (long place : places) {
      parts.add(
          Folding.move(
              data, Shape.of(one), place * strides[axis], strides, call.budget(), call.place()));
    }
    if (parts.isEmpty()) {
      return Folding.expand(data, result, call.budget(), call.place());
    }
    int[] joined = dims.clone();
    joined[axis] = places.length;
    return Folding.join(parts, axis, Shape.of(joined), call.budget(), call.place())
        .reshaped(result);
  }

  private static Made take(Call call, Made data, long[] places, Shape given, int axis)
      throws ModelFormatException {
    call.budget().items(places.length, call.place());
    List<Integer> taken = Arrays.stream(places).mapToObj(place -> (int) place).toList();
    Take layer = new Take(call.sampleAxis(data, axis), taken, call.type(data));
    Made result = call.view(call.apply(layer, data.operation()), data.type(), data.factor());
    return given.rank() == 1
        ? result
        : call.reshape(result, data.factor(), replaced(data.rest(), axis - 1, given));
  }

  /** Rows of a known table by numbers that the model is given. */
  private static Value embedding(Call call, Value data, Made indices, int axis)
      throws ModelFormatException {
    if (!(data instanceof Known table) || table.isWhole() || axis != 0) {
      throw call.wrong("rows of a known table of floats", data.describe());
    }
    int count = table.shape().dim(0);
    int[] row = Arrays.copyOfRange(table.shape().dims(), 1, table.rank());
    int size = Math.toIntExact(Shape.of(row).size());
    Weight weight = Weight.of(table.reshaped(Shape.of(count, size)));
    Operation rows =
        call.apply(
            Embedding.of(count, size), List.of(indices.operation()), Map.of("weight", weight));
    Made result = call.view(rows, table.type(), indices.factor());
    if (row.length == 1) {
      return result;
    }
    int[] rest = Arrays.copyOf(indices.rest(), indices.rest().length + row.length);
    System.arraycopy(row, 0, rest, indices.rest().length, row.length);
    return call.reshape(result, indices.factor(), rest);
  }
}
