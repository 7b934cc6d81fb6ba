package dev.hayate.blas;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;

/**
 * Offers OpenBLAS where its library can be loaded. It is never chosen automatically: the {@code
 * vector} backend is as fast or faster, and needs no library.
 *
 * <p>The library is looked for in this order, and the first one found is loaded, once for the life
 * of the JVM:
 *
 * <ol>
 *   <li>the file that {@code -Dhayate.openblas=PATH} names. If it cannot be loaded, no other one is
 *       tried;
 *   <li>the natives of {@code org.bytedeco:openblas} on the class path, which are copied into a
 *       private folder, see {@link PayloadFolder};
 *   <li>the system's own library.
 * </ol>
 */
public final class OpenBlasProvider implements BackendProvider {
  static final String NAME = "openblas";

  /** For {@link java.util.ServiceLoader}. */
  public OpenBlasProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int preference() {
    return -1;
  }

  @Override
  public Availability availability() {
    try {
      return Availability.yes(Library.load().describe());
    } catch (LibraryException e) {
      return Availability.no(e.reason(), e.remedy());
    }
  }

  @Override
  public Backend open(int threads) {
    Library.load();
    return new OpenBlasBackend(threads);
  }
}
