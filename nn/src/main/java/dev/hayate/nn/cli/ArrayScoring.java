package dev.hayate.nn.cli;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Node;
import dev.hayate.nn.Output;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.Table;
import dev.hayate.nn.format.Csv;
import dev.hayate.nn.format.CsvTable;
import dev.hayate.nn.format.FileFormat;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Npy;
import dev.hayate.nn.format.Npz;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.StoredArray;
import dev.hayate.nn.predict.Predictor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Scores arrays in files: a model's own inputs, of any number, into its own outputs. */
final class ArrayScoring {
  private static final int BATCH = 256;

  /** Large samples are scored a few at a time. */
  private static final long BATCH_VALUES = 1 << 26;

  private static final String WHAT = "input";

  private final Parameters parameters;
  private final Model model;
  private final Arena arena;

  /** Everything that is read and made belongs to the arena. */
  ArrayScoring(Parameters parameters, Arena arena) {
    this.parameters = parameters;
    this.model = parameters.model();
    this.arena = arena;
  }

  /** The names of the model's inputs. */
  static List<String> inputNames(Model model) {
    return model.inputs().stream().map(Node::name).toList();
  }

  /** The names of the model's outputs. */
  static List<String> outputNames(Model model) {
    return model.outputs().stream().map(Output::name).toList();
  }

  /** The type of an output's elements. */
  static DType outputType(Model model, int output) {
    return model.nodes().get(model.outputs().get(output).node()).layer().outputType();
  }

  /**
   * Scores all rows.
   *
   * @return a tensor {@code [rows, ...]} for each output by name
   */
  Map<String, Tensor> run(NamedFiles files, String backend) throws IOException {
    List<Tensor> inputs = inputs(files);
    int rows = inputs.getFirst().shape().dim(0);
    Map<String, Tensor> results = new LinkedHashMap<>();
    for (int i = 0; i < model.outputs().size(); i++) {
      Shape shape = model.outputShape(i).batched(rows);
      DType type = outputType(model, i);
      results.put(model.outputs().get(i).name(), Tensor.allocate(arena, type, shape));
    }
    long sampleValues = model.nodes().stream().mapToLong(node -> node.shape().size()).sum();
    int batch = Math.clamp(BATCH_VALUES / Math.max(sampleValues, 1), 1, Math.clamp(rows, 1, BATCH));
    List<Tensor> outputs = List.copyOf(results.values());
    try (Predictor predictor = model.predictor(parameters).batch(batch).backend(backend).open()) {
      for (int from = 0; from < rows; from += batch) {
        int count = Math.min(batch, rows - from);
        predictor.predict(slices(inputs, from, count), slices(outputs, from, count));
      }
    }
    return results;
  }

  private static Tensor[] slices(List<Tensor> tensors, int from, int count) {
    return tensors.stream().map(tensor -> slice(tensor, from, count)).toArray(Tensor[]::new);
  }

  /** Some samples, whatever the shape of one. */
  private static Tensor slice(Tensor tensor, int from, int count) {
    int[] dims = tensor.shape().dims();
    long bytes = tensor.segment().byteSize() / dims[0];
    dims[0] = count;
    MemorySegment segment = tensor.segment().asSlice(from * bytes, count * bytes);
    return Tensor.wrap(segment, tensor.type(), Shape.of(dims));
  }

  private List<Tensor> inputs(NamedFiles files) throws IOException {
    Map<String, StoredArray> archive =
        files.archive() == null ? Map.of() : FileFormat.NPZ.arrays(files.archive(), arena);
    List<Tensor> inputs = new ArrayList<>();
    Place first = Place.in("");
    for (Node node : model.inputs()) {
      Path file = files.archive() == null ? files.files().get(node.name()) : files.archive();
      if (file == null) {
        throw new IllegalArgumentException(
            "--input: expected "
                + node.name()
                + "=FILE, as the model has the inputs "
                + inputNames(model)
                + ", found "
                + files.files().keySet());
      }
      Place place = Place.in(file).key(node.name());
      Tensor input = input(file, node, archive, place);
      if (inputs.isEmpty()) {
        first = place;
      } else if (input.shape().dim(0) != inputs.getFirst().shape().dim(0)) {
        throw new ModelFormatException(
            WHAT,
            place,
            inputs.getFirst().shape().dim(0) + " rows as in " + first,
            Integer.toString(input.shape().dim(0)));
      }
      inputs.add(input);
    }
    return inputs;
  }

  private Tensor input(Path file, Node node, Map<String, StoredArray> archive, Place place)
      throws IOException {
    if (!archive.isEmpty()) {
      StoredArray array = archive.get(node.name());
      if (array == null) {
        throw new ModelFormatException(
            WHAT, place, "an array of this name", archive.keySet().toString());
      }
      return input(array, node, place);
    }
    FileFormat format = FileFormat.of(file);
    if (format == FileFormat.CSV) {
      return table(Csv.read(file), node, place);
    }
    Map<String, StoredArray> arrays = format.arrays(file, arena);
    StoredArray array =
        arrays.size() == 1 ? arrays.values().iterator().next() : arrays.get(node.name());
    if (array == null) {
      throw new ModelFormatException(
          WHAT, place, "one array, or one of this name", arrays.keySet().toString());
    }
    return input(array, node, place);
  }

  private Tensor input(StoredArray array, Node node, Place place) throws ModelFormatException {
    int[] dims = array.shape().dims();
    int rows = dims.length == 0 ? 0 : dims[0];
    Shape wanted = checkedShape(node.shape(), rows, place);
    if (dims.length == 0 || array.shape().size() != wanted.size()) {
      throw new ModelFormatException(
          WHAT, place, "rows of shape " + node.shape(), array.shape().toString());
    }
    if (node.layer().outputType() == DType.F32) {
      return array.floats(arena).reshape(wanted);
    }
    if (!array.type().isInteger()) {
      throw new ModelFormatException(WHAT, place, "whole numbers", array.type().toString());
    }
    Tensor numbers = Tensor.allocate(arena, DType.I32, wanted);
    long[] values = array.longs();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != (int) values[i]) {
        throw new ModelFormatException(
            WHAT, place, "numbers that an int can hold", Long.toString(values[i]));
      }
      numbers.segment().setAtIndex(ValueLayout.JAVA_INT, i, (int) values[i]);
    }
    return numbers;
  }

  /** Rows without elements cost a file nothing: as many as it likes must not be believed. */
  private static Shape checkedShape(Shape sample, int rows, Place place)
      throws ModelFormatException {
    if (sample.size() == 0) {
      throw new ModelFormatException(
          WHAT, place, "a model whose samples have elements", "samples of shape " + sample);
    }
    return sample.batched(rows);
  }

  /** The columns of a table in their order, all of numbers. */
  private Tensor table(CsvTable csv, Node node, Place place) throws ModelFormatException {
    Table table = Table.of(csv);
    int cols = table.names().size();
    if (node.layer().outputType() != DType.F32 || node.shape().size() != cols) {
      throw new ModelFormatException(
          WHAT, place, "a row for " + node.shape(), cols + " columns of a table");
    }
    Tensor rows = Tensor.allocate(arena, table.size(), cols);
    for (int col = 0; col < cols; col++) {
      if (!table.isNumeric(col)) {
        throw new ModelFormatException(
            WHAT, Place.in(csv.place().toString()).key(table.names().get(col)), "numbers", "texts");
      }
      double[] values = table.numbers(col);
      for (int row = 0; row < values.length; row++) {
        if (Double.isNaN(values[row])) {
          throw new ModelFormatException(
              "CSV field", csv.place(row, col), "a number", Place.quote(csv.text(row, col)));
        }
        rows.set(row, col, (float) values[row]);
      }
    }
    return rows.reshape(node.shape().batched(table.size()));
  }

  /** Writes the results that were asked for, each file as a whole or not at all. */
  static void write(NamedFiles files, Map<String, Tensor> results) throws IOException {
    if (files.archive() != null) {
      Map<String, StoredArray> arrays = new LinkedHashMap<>();
      results.forEach((name, tensor) -> arrays.put(name, StoredArray.of(tensor)));
      Npz.write(files.archive(), arrays);
    }
    for (Map.Entry<String, Path> item : files.files().entrySet()) {
      Tensor result = results.get(item.getKey());
      Path file = item.getValue();
      if (result == null) {
        continue; // Names were checked to be the results'.
      }
      if (NamedFiles.isArchive(file)) {
        Npz.write(file, Map.of(item.getKey(), StoredArray.of(result)));
      } else if (FileFormat.named(file).orElse(FileFormat.NPY) == FileFormat.CSV) {
        Csv.write(file, table(item.getKey(), result));
      } else {
        Npy.write(file, result);
      }
    }
  }

  /** A table of one row for each sample. */
  static CsvTable table(String name, Tensor result) {
    int rows = result.shape().dim(0);
    int cols = (int) (result.size() / Math.max(rows, 1));
    List<String> names = new ArrayList<>();
    for (int col = 0; col < cols; col++) {
      names.add(cols == 1 ? name : name + " " + col);
    }
    Tensor matrix = result.reshape(Shape.of(rows, cols));
    List<List<String>> lines = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      List<String> fields = new ArrayList<>();
      for (int col = 0; col < cols; col++) {
        fields.add(
            matrix.type() == DType.F32
                ? Float.toString(matrix.get(row, col))
                : Integer.toString(matrix.getInt(row, col)));
      }
      lines.add(fields);
    }
    return CsvTable.of(names.isEmpty() ? List.of(name) : names, lines);
  }
}
