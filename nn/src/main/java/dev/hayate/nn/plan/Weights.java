package dev.hayate.nn.plan;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.PackedMatrix;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import java.lang.foreign.Arena;
import java.util.HashMap;
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
  private final Arena arena = Arena.ofShared();
  private final Map<String, PackedMatrix> packed = new HashMap<>();
  private final Map<String, Tensor> copies = new HashMap<>();
  private int users = 1;

  /**
   * For one user, who lets go of it by {@link #release}.
   *
   * @param backend closed with the last user
   */
  public Weights(Model model, Parameters parameters, Backend backend) {
    this.model = model;
    this.parameters = parameters;
    this.backend = backend;
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

  synchronized PackedMatrix packed(String name) {
    return packed.computeIfAbsent(
        name, key -> backend.products().pack(parameters.tensor(key), false, arena));
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
