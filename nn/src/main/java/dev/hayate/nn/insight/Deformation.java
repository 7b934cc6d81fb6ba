package dev.hayate.nn.insight;

import dev.hayate.kernels.Activation;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.Sequential;
import dev.hayate.nn.init.Normal;
import dev.hayate.nn.predict.Predictor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * What a network makes of the plane: "rotate and squash" (Canziani and LeCun's course on deep
 * learning, New York University). Each layer turns and stretches space by its matrix and then
 * squashes it by its activation; the lines of a grid show how.
 *
 * @param across the images of lines along the first axis, from the lowest to the highest
 * @param up the images of lines along the second axis, from the left to the right
 */
public record Deformation(List<List<Point>> across, List<List<Point>> up) {
  /** The grid has so many lines either way. */
  public static final int LINES = 17;

  private static final int POINTS = 65;
  private static final double HALF = 1.5;

  /**
   * A place in the plane.
   *
   * @param x to the right
   * @param y up
   */
  public record Point(double x, double y) {}

  /** Copies the lists. */
  public Deformation {
    across = List.copyOf(across);
    up = List.copyOf(up);
  }

  /** The grid itself. */
  public static Deformation none() {
    return new Deformation(lines(true), lines(false));
  }

  /**
   * The grid's image under a model.
   *
   * @throws IllegalArgumentException if the model has not two inputs and two outputs
   */
  public static Deformation of(Model model, Parameters parameters) {
    if (model.inputShape(0).size() != 2 || model.outputShape(0).size() != 2) {
      throw new IllegalArgumentException(
          "squash: the model goes from "
              + model.inputShape(0)
              + " to "
              + model.outputShape(0)
              + ": expected [2] to [2]");
    }
    try (Predictor predictor = model.predictor(parameters).batch(POINTS).open()) {
      return new Deformation(
          lines(true).stream().map(line -> image(predictor, line)).toList(),
          lines(false).stream().map(line -> image(predictor, line)).toList());
    }
  }

  /**
   * A network of random weights from the plane to the plane: each of its layers is a matrix and an
   * activation, and a last matrix leads back to two numbers where the layers are wider.
   *
   * @param layers how many, 0 or more
   * @param width the neurons of each
   * @param gain weights have a deviation of this over the root of their number of inputs
   */
  public static Deformation random(
      int layers, int width, Activation activation, double gain, long seed) {
    Sequential chain = Model.sequential(2);
    for (int i = 0; i < layers; i++) {
      chain = chain.linear(width).activation(activation);
    }
    Model model = (layers == 0 || width != 2 ? chain.linear(2) : chain).build();
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters =
          model.initialize(
              arena,
              seed,
              (name, spec) ->
                  spec.shape().rank() < 2
                      ? new Normal(0, 0)
                      : new Normal(0, gain / Math.sqrt(spec.shape().dim(1))));
      return of(model, parameters);
    }
  }

  private static List<List<Point>> lines(boolean across) {
    List<List<Point>> lines = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      double fixed = HALF * (2.0 * i / (LINES - 1) - 1);
      List<Point> line = new ArrayList<>();
      for (int j = 0; j < POINTS; j++) {
        double moving = HALF * (2.0 * j / (POINTS - 1) - 1);
        line.add(across ? new Point(moving, fixed) : new Point(fixed, moving));
      }
      lines.add(line);
    }
    return lines;
  }

  private static List<Point> image(Predictor predictor, List<Point> line) {
    float[] from = new float[2 * line.size()];
    float[] to = new float[2 * line.size()];
    for (int i = 0; i < line.size(); i++) {
      from[2 * i] = (float) line.get(i).x();
      from[2 * i + 1] = (float) line.get(i).y();
    }
    predictor.predict(from, to);
    List<Point> image = new ArrayList<>();
    for (int i = 0; i < line.size(); i++) {
      image.add(new Point(to[2 * i], to[2 * i + 1]));
    }
    return image;
  }
}
