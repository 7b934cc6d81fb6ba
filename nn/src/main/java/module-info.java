/** Neural networks on the JVM: models, training, scoring and files. */
module dev.hayate.nn {
  requires com.google.gson;
  requires de.siegmar.fastcsv;
  requires transitive dev.hayate.kernels;
  requires java.management;
  requires jdk.jfr;
  requires static info.picocli;
  requires static transitive org.jspecify;

  exports dev.hayate.nn;
  exports dev.hayate.nn.data;
  exports dev.hayate.nn.explore;
  exports dev.hayate.nn.format;
  exports dev.hayate.nn.format.onnx;
  exports dev.hayate.nn.init;
  exports dev.hayate.nn.insight;
  exports dev.hayate.nn.layer;
  exports dev.hayate.nn.loss;
  exports dev.hayate.nn.metric;
  exports dev.hayate.nn.optim;
  exports dev.hayate.nn.predict;
  exports dev.hayate.nn.report;
  exports dev.hayate.nn.schedule;
  exports dev.hayate.nn.train;

  opens dev.hayate.nn.cli to
      info.picocli;
}
