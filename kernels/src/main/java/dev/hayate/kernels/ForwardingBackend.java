package dev.hayate.kernels;

import java.lang.foreign.Arena;

/**
 * Another backend under a name of its own: what a backend that brings one family is made of, or one
 * that watches another. Everything is the other backend's but for what a subclass overrides; {@link
 * #close()} closes the other one, too.
 *
 * <pre>{@code
 * final class CountingBackend extends ForwardingBackend {
 *   private final Activations activations = new CountingActivations();
 *
 *   CountingBackend(Backend rest) {
 *     super("counting", rest);
 *   }
 *
 *   @Override
 *   public Activations activations() {
 *     return activations;
 *   }
 * }
 * }</pre>
 *
 * <p>The other backend's families know nothing of those that take their place: an activation that
 * is fused into a product is still the product's own, and {@link #perceptrons} do not go by
 * products that were replaced unless {@link Perceptrons#layered} is given out in their place.
 *
 * <p>As safe to share as what it consists of.
 */
public abstract class ForwardingBackend implements Backend {
  private final String name;
  private final Backend rest;

  /**
   * A backend that is closed with this one.
   *
   * @param name by which this one is chosen
   * @param rest whose families are given out
   */
  protected ForwardingBackend(String name, Backend rest) {
    this.name = name;
    this.rest = rest;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public int threads() {
    return rest.threads();
  }

  @Override
  public Tensor allocate(Arena arena, DType type, Shape shape) {
    return rest.allocate(arena, type, shape);
  }

  @Override
  public void upload(Tensor host, Tensor tensor) {
    rest.upload(host, tensor);
  }

  @Override
  public void download(Tensor tensor, Tensor host) {
    rest.download(tensor, host);
  }

  @Override
  public Products products() {
    return rest.products();
  }

  @Override
  public Perceptrons perceptrons() {
    return rest.perceptrons();
  }

  @Override
  public Activations activations() {
    return rest.activations();
  }

  @Override
  public Arithmetic arithmetic() {
    return rest.arithmetic();
  }

  @Override
  public Normalizations normalizations() {
    return rest.normalizations();
  }

  @Override
  public Losses losses() {
    return rest.losses();
  }

  @Override
  public Reductions reductions() {
    return rest.reductions();
  }

  @Override
  public Updates updates() {
    return rest.updates();
  }

  @Override
  public Indexing indexing() {
    return rest.indexing();
  }

  @Override
  public Random random() {
    return rest.random();
  }

  @Override
  public long multiplyAdds(int rounds) {
    return rest.multiplyAdds(rounds);
  }

  @Override
  public void close() {
    rest.close();
  }
}
