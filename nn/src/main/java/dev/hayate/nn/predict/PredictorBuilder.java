package dev.hayate.nn.predict;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.WeightType;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.plan.Weights;

/**
 * What a {@link Predictor} is made of. Not safe to share between threads.
 *
 * <pre>{@code
 * PredictorPool pool =
 *     model.predictor(parameters).batch(32).weights(WeightType.BF16).openPool(8);
 * }</pre>
 */
public final class PredictorBuilder {
  private final Model model;
  private final Parameters parameters;
  private int batch = 1;
  private int threads = 1;
  private String backend = "";
  private WeightType weights = WeightType.F32;

  /** For {@link Model#predictor}. */
  public PredictorBuilder(Model model, Parameters parameters) {
    this.model = model;
    this.parameters = parameters;
  }

  /** The largest batch, 0 or more; 1 unless set. */
  public PredictorBuilder batch(int largest) {
    this.batch = largest;
    return this;
  }

  /** The number of threads that a large operation may use; 1 unless set. */
  public PredictorBuilder threads(int count) {
    this.threads = count;
    return this;
  }

  /** The backend by name; the best available unless set. */
  public PredictorBuilder backend(String name) {
    this.backend = name;
    return this;
  }

  /**
   * How the weights of linear layers are kept; float32 unless set. Fewer bits are read faster,
   * which decides for one sample and a model that does not fit into the caches, and cost some
   * accuracy. Seven samples at a time and more are computed in float32, from the same rounded
   * weights.
   */
  public PredictorBuilder weights(WeightType type) {
    this.weights = type;
    return this;
  }

  /**
   * Compiles the model.
   *
   * @throws IllegalArgumentException if a setting is out of range, the parameters are another
   *     model's, or weights that are to be scaled are not finite
   * @throws IllegalStateException if the backend cannot be had
   */
  public Predictor open() {
    Backend opened = backend.isEmpty() ? Backends.open(threads) : Backends.open(backend, threads);
    return new Predictor(new Weights(model, parameters, opened, weights), batch);
  }

  /**
   * Compiles the model for several threads at a time, weights shared.
   *
   * @param predictors how many predictions may run at a time, 1 or more
   * @throws IllegalArgumentException if a setting is out of range, or the parameters are another
   *     model's
   * @throws IllegalStateException if the backend cannot be had
   */
  public PredictorPool openPool(int predictors) {
    if (predictors < 1) {
      throw new IllegalArgumentException(
          "predictor pool: " + predictors + " predictors: expected 1 or more");
    }
    return new PredictorPool(open(), predictors);
  }
}
