package dev.hayate.blas;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which of its kernels OpenBLAS runs. It chooses by the processor when it is loaded, unless the
 * environment variable {@code OPENBLAS_CORETYPE} names a type, in which case it believes that
 * unseen: kernels that the processor cannot run end the JVM with an illegal instruction.
 *
 * <p>{@code -Dhayate.openblas.core=NAME} sets the type whatever the environment says, and {@code
 * auto} lets OpenBLAS choose whatever the environment says.
 */
final class CoreType {
  /** The system property that sets the type. */
  static final String PROPERTY = "hayate.openblas.core";

  private static final String AUTO = "auto";
  private static final String VARIABLE = "OPENBLAS_CORETYPE";

  /** Blocks are cut for a second cache of this size, instead of the one that is there. */
  private static final String CACHE_VARIABLE = "OPENBLAS_L2_SIZE";

  private static final Set<String> AVX512 =
      Set.of("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl");

  /** The types that use AVX-512, by OpenBLAS's names in lower case, and what else they need. */
  private static final Map<String, Set<String>> WIDE =
      Map.of(
          "skylakex", Set.of(),
          "cooperlake", Set.of("avx512_bf16"),
          "sapphirerapids", Set.of("avx512_bf16", "avx512_fp16", "amx_tile", "amx_bf16"));

  /** The other types of x86, and what they need beyond SSE2. */
  private static final Map<String, Set<String>> NARROW = narrow();

  private CoreType() {}

  /**
   * If kernels are those for AVX-512, which sum an element in the same order wherever it stands in
   * the result. Those for AVX2 do not.
   *
   * @param core as OpenBLAS names it
   */
  static boolean isWide(String core) {
    return WIDE.containsKey(core.toLowerCase(Locale.ROOT));
  }

  private static Map<String, Set<String>> narrow() {
    Map<String, Set<String>> types = new TreeMap<>();
    for (String old : new String[] {"prescott", "northwood", "opteron", "athlon", "barcelona"}) {
      types.put(old, Set.of());
    }
    types.put("core2", Set.of("ssse3"));
    types.put("penryn", Set.of("sse4_1"));
    types.put("dunnington", Set.of("sse4_1"));
    types.put("atom", Set.of("ssse3"));
    types.put("nano", Set.of("ssse3"));
    types.put("bobcat", Set.of("ssse3"));
    types.put("nehalem", Set.of("sse4_2"));
    types.put("sandybridge", Set.of("avx"));
    types.put("bulldozer", Set.of("avx", "fma4"));
    types.put("piledriver", Set.of("avx", "fma4", "fma"));
    types.put("steamroller", Set.of("avx", "fma4", "fma"));
    types.put("excavator", Set.of("avx2", "fma"));
    types.put("haswell", Set.of("avx2", "fma"));
    types.put("zen", Set.of("avx2", "fma"));
    return types;
  }

  /**
   * Prepares the process's environment for the library that is loaded next.
   *
   * @throws LibraryException if a type is asked for that this processor cannot run
   */
  static void impose() {
    String asked = System.getProperty(PROPERTY, "");
    if (asked.isEmpty()) {
      String inherited = environment(VARIABLE);
      if (!inherited.isEmpty()) {
        refuse(VARIABLE + "=" + inherited, inherited, Processor.FEATURES);
      }
      return;
    }
    if (asked.equals(AUTO)) {
      Environment.unset(VARIABLE);
    } else {
      refuse("-D" + PROPERTY + "=" + asked, asked, Processor.FEATURES);
      Environment.set(VARIABLE, asked);
    }
    Environment.unset(CACHE_VARIABLE);
  }

  /** Refuses a type that is not known, or that the processor cannot run. */
  static void refuse(String setting, String type, Set<String> features) {
    if (features.isEmpty()) {
      return;
    }
    String name = type.toLowerCase(Locale.ROOT);
    boolean wide = WIDE.containsKey(name);
    Set<String> needs = wide ? WIDE.get(name) : NARROW.get(name);
    if (needs == null) {
      throw new LibraryException(
          setting + ": this is not a core type of OpenBLAS",
          "take one of " + WIDE.keySet() + " or " + NARROW.keySet() + ", or " + AUTO);
    }
    if (!features.containsAll(needs) || (wide && !features.containsAll(AVX512))) {
      throw new LibraryException(
          setting + ": this processor cannot run those kernels",
          "unset " + VARIABLE + ", or start java with -D" + PROPERTY + "=" + AUTO);
    }
  }

  /** What to tell the user of the loaded library's choice; empty if it is as it should be. */
  static String advice(String core, String version) {
    if (!System.getProperty(PROPERTY, "").isEmpty()) {
      return "";
    }
    return advice(
        core, version, Processor.FEATURES, environment(VARIABLE), environment(CACHE_VARIABLE));
  }

  static String advice(
      String core, String version, Set<String> features, String inherited, String cache) {
    boolean slow = features.containsAll(AVX512) && !WIDE.containsKey(core.toLowerCase(Locale.ROOT));
    String remedy = " or start java with -D" + PROPERTY + "=";
    if (slow && !inherited.isEmpty()) {
      return VARIABLE
          + "="
          + inherited
          + " keeps OpenBLAS from its AVX-512 kernels, at half the speed: unset it,"
          + remedy
          + AUTO;
    }
    if (slow) {
      return version
          + " does not know this processor and runs its kernels for "
          + core
          + " instead of AVX-512 ones: take a later version,"
          + remedy
          + "SkylakeX";
    }
    if (!cache.isEmpty()) {
      return CACHE_VARIABLE
          + "="
          + cache
          + " makes OpenBLAS cut its blocks for another cache than this one: unset it,"
          + remedy
          + AUTO;
    }
    return "";
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    return value == null ? "" : value;
  }
}
