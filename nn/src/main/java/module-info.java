/** Neural networks on the JVM: models, training, scoring and files. */
module dev.hayate.nn {
  requires com.fasterxml.jackson.core;
  requires de.siegmar.fastcsv;
  requires transitive dev.hayate.kernels;
  requires static info.picocli;
  requires static transitive org.jspecify;
}
