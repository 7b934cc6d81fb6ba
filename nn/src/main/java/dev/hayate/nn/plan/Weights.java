package dev.hayate.nn.plan;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Dense;
import dev.hayate.kernels.PackedMatrix;
import dev.hayate.kernels.Perceptron;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.WeightType;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Parameters as plans for scoring read them: packed, or copied, when the first plan asks for them,
 * and shared by all plans of one backend. Memory and backend live until the last user is gone. Safe
 * to share between threads.
 */
public final class Weights {
  private final Model model;
  private final Parameters parameters;
  private final Backend backend;
  private final WeightType type;
  private final Arena arena = Arena.ofShared();
  private final Map<String, PackedMatrix> packed = new HashMap<>();
  private final Map<String, Perceptron> perceptrons = new HashMap<>();
  private final Map<String, Tensor> copies = new HashMap<>();
  private int users = 1;

  /**
   * For one user, who lets go of it by {@link #release}.
   *
   * @param backend closed with the last user
   * @param type how the weights of dense layers are kept
   */
  public Weights(Model model, Parameters parameters, Backend backend, WeightType type) {
    this.model = model;
    this.parameters = parameters;
    this.backend = backend;
    this.type = type;
  }

  /** The model. */
  public Model model() {
    return model;
  }

  /** Where plans run. */
  public Backend backend() {
    return backend;
  }

  /**
   * Counts one more user.
   *
   * @throws IllegalStateException if there was none left
   */
  public synchronized void retain() {
    if (users == 0) {
      throw new IllegalStateException("weights: they were freed");
    }
    users++;
  }

  /** Counts one user less; after the last one the memory is freed and the backend closed. */
  public synchronized void release() {
    users--;
    if (users == 0) {
      SharedMemory.close(arena);
      backend.close();
    }
  }

  Parameters parameters() {
    return parameters;
  }

  /** How the weights of dense layers are kept. */
  WeightType type() {
    return type;
  }

  /** A weight as a product's right operand: float32, but rounded as the type rounds it. */
  synchronized PackedMatrix packed(String name) {
    return packed.computeIfAbsent(name, key -> pack(parameters.tensor(key)));
  }

  private PackedMatrix pack(Tensor weight) {
    if (type == WeightType.F32) {
      return backend.products().pack(weight, false, arena);
    }
    try (Arena temporary = Arena.ofShared()) {
      return backend.products().pack(type.rounded(weight, temporary), false, arena);
    }
  }

  /**
   * Some dense layers as one.
   *
   * @param kept how its weights are kept: as the type says, or in float32, but rounded as the type
   *     rounds them
   */
  synchronized Perceptron perceptron(List<Operation> operations, WeightType kept) {
    return perceptrons.computeIfAbsent(
        kept + " " + operations,
        key -> {
          try (Arena temporary = Arena.ofShared()) {
            boolean round = kept != type;
            return backend
                .perceptrons()
                .pack(
                    operations.stream().map(each -> dense(each, round, temporary)).toList(),
                    kept,
                    arena);
          }
        });
  }

  private Dense dense(Operation operation, boolean round, Arena temporary) {
    Dense dense =
        operation
            .layer()
            .dense(name -> parameters.tensor(operation.name() + "." + name))
            .orElseThrow();
    return round ? new Dense(type.rounded(dense.weight(), temporary), dense.epilogue()) : dense;
  }

  synchronized Tensor tensor(String name) {
    return copies.computeIfAbsent(name, key -> copy(parameters.tensor(key)));
  }

  private Tensor copy(Tensor host) {
    Tensor copy = backend.allocate(arena, DType.F32, host.shape());
    backend.upload(host, copy);
    return copy;
  }
}
