package dev.hayate.nn.gold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.SharedFiles;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.MnistFiles;
import dev.hayate.nn.format.Csv;
import dev.hayate.nn.format.CsvTable;
import dev.hayate.nn.format.SafeTensors;
import dev.hayate.nn.layer.ActivationCatalog;
import dev.hayate.nn.layer.Attributes;
import dev.hayate.nn.layer.Elementwise;
import dev.hayate.nn.layer.Linear;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.optim.Optimizer;
import dev.hayate.nn.optim.OptimizerCatalog;
import dev.hayate.nn.train.Evaluation;
import dev.hayate.nn.train.Trainer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Follows a whole training run: every loss, the last weights and the number of right answers. */
final class GoldTraining {
  private static final Pattern IMAGES =
      Pattern.compile("first (\\d+) (MNIST|Fashion).* training images;.*");
  private static final Pattern TABLE =
      Pattern.compile(
          "(\\w+\\.csv); every (\\d+)th row \\(index%\\d+==(\\d+)\\) is the test set.*");

  private final GoldCase gold;
  private final Arena arena;
  private final String backend;
  private final SafeTensors tensors;

  GoldTraining(GoldCase gold, Arena arena, String backend) throws IOException {
    this.gold = gold;
    this.arena = arena;
    this.backend = backend;
    this.tensors = gold.tensors(arena);
  }

  /** Rows to learn from, and rows to be asked. */
  private record Task(Dataset train, Dataset test) {}

  void run() throws IOException {
    Task task = task(gold.attrs().string("data"));
    Model model = model();
    Parameters parameters = model.initialize(arena, 0);
    for (Parameters.Entry entry : parameters.entries()) {
      Parameters.load(entry, tensors.floats("param." + GoldLayers.shortName(entry), arena));
    }
    boolean classes = gold.attrs().string("task").equals("ce");
    int batch = (int) gold.number("batch", 1);
    int[] order = order(task.train().size());
    double[] losses = new double[tensors.array("f64.loss").doubles().length];
    try (Trainer trainer =
        model
            .trainer(parameters)
            .loss(classes ? Loss.crossEntropy() : Loss.meanSquaredError())
            .optimizer(optimizer(gold.attrs().string("optimizer")))
            .batch(batch)
            .backend(backend)
            .open()) {
      int rows = task.train().size();
      int step = 0;
      for (int from = 0; from < order.length; from += batch) {
        int count = Math.min(batch, rows - from % rows);
        trainer.step(task.train(), order, from, count);
        losses[step++] = trainer.loss();
        from -= batch - count;
      }
      assertEquals(losses.length, step, "steps");
      gold.check("loss", "loss", losses, tensors);
      for (Parameters.Entry entry : parameters.entries()) {
        String key = "final." + GoldLayers.shortName(entry);
        gold.check(key, key, Parameters.exported(entry, arena), tensors);
      }
      if (classes) {
        var result = gold.attrs().object("result").object("f64");
        Evaluation test = trainer.evaluate(task.test());
        assertEquals(
            result.number("test_correct"),
            test.accuracy() * test.samples(),
            result.number("near_ties_margin_below_1e-4") + 1e-6,
            "right answers");
      }
    }
  }

  private int[] order(int rows) throws IOException {
    int epochs = (int) gold.number("epochs", 1);
    int[] order = new int[epochs * rows];
    long[] given =
        tensors.arrays().containsKey("order") ? tensors.array("order").longs() : new long[0];
    for (int i = 0; i < order.length; i++) {
      order[i] = given.length > 0 ? Math.toIntExact(given[i]) : i % rows;
    }
    return order;
  }

  private Model model() throws IOException {
    double[] sizes = gold.attrs().numbers("layers");
    Graph graph = Model.graph();
    Graph.Value last = graph.input("x", (int) sizes[0]);
    for (int i = 1; i < sizes.length; i++) {
      last = graph.apply("fc" + (i - 1), Linear.of((int) sizes[i - 1], (int) sizes[i]), last);
      if (i + 1 < sizes.length) {
        String activation = gold.attrs().string("activation");
        last = graph.apply("act" + i, new Elementwise(ActivationCatalog.named(activation)), last);
      }
    }
    return graph.output("y", last).build();
  }

  /** As in {@code Adam lr 0.01}. */
  private static Optimizer optimizer(String text) {
    String[] words = text.split(" ", -1);
    Attributes settings = Attributes.NONE;
    for (int i = 1; i + 1 < words.length; i += 2) {
      settings = settings.with(words[i], Double.parseDouble(words[i + 1]));
    }
    return OptimizerCatalog.read(words[0], settings);
  }

  private Task task(String text) throws IOException {
    Matcher images = IMAGES.matcher(text);
    if (images.matches()) {
      boolean digits = images.group(2).equals("MNIST");
      Path folder = SharedFiles.data(digits ? "mnist" : "fashion");
      MnistFiles files =
          MnistFiles.load(folder, digits ? MnistFiles.DIGITS : MnistFiles.FASHION, arena);
      int rows = Integer.parseInt(images.group(1));
      Dataset all = files.train();
      return new Task(
          new Dataset(all.features().rows(0, rows), all.targets().rows(0, rows)), files.test());
    }
    Matcher table = TABLE.matcher(text);
    if (table.matches()) {
      int every = Integer.parseInt(table.group(2));
      int test = Integer.parseInt(table.group(3));
      CsvTable csv = Csv.read(SharedFiles.data("tabular/" + table.group(1)));
      return table(csv, every, test);
    }
    throw new IllegalArgumentException("unknown data: " + text);
  }

  /** Standardised by the training rows; the last column holds the class. */
  private Task table(CsvTable csv, int every, int test) {
    int columns = csv.names().size() - 1;
    List<Integer> train = new ArrayList<>();
    List<Integer> held = new ArrayList<>();
    TreeSet<String> labels = new TreeSet<>();
    for (int row = 0; row < csv.size(); row++) {
      (row % every == test ? held : train).add(row);
      labels.add(csv.text(row, columns));
    }
    double[] mean = new double[columns];
    double[] deviation = new double[columns];
    for (int j = 0; j < columns; j++) {
      for (int row : train) {
        mean[j] += Double.parseDouble(csv.text(row, j)) / train.size();
      }
      for (int row : train) {
        double centred = Double.parseDouble(csv.text(row, j)) - mean[j];
        deviation[j] += centred * centred / train.size();
      }
      deviation[j] = Math.sqrt(deviation[j]);
    }
    List<String> classes = List.copyOf(labels);
    return new Task(
        rows(csv, train, classes, mean, deviation), rows(csv, held, classes, mean, deviation));
  }

  private Dataset rows(
      CsvTable csv, List<Integer> rows, List<String> classes, double[] mean, double[] deviation) {
    Tensor features = Tensor.allocate(arena, rows.size(), mean.length);
    Tensor targets = Tensor.allocate(arena, DType.I32, Shape.of(rows.size(), 1));
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < mean.length; j++) {
        double value = Double.parseDouble(csv.text(rows.get(i), j));
        features.set(i, j, (float) ((value - mean[j]) / deviation[j]));
      }
      int label = classes.indexOf(csv.text(rows.get(i), mean.length));
      targets.segment().setAtIndex(ValueLayout.JAVA_INT, i, label);
    }
    return new Dataset(features, targets);
  }
}
