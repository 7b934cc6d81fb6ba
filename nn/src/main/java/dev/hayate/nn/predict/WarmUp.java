package dev.hayate.nn.predict;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import jdk.jfr.FlightRecorder;

/** Has a predictor's code compiled by running it, and watches when it gets no faster. */
final class WarmUp {
  /** One look at the clock in so much time, so that looking costs nothing and blips even out. */
  private static final long WINDOW_NANOS = 25_000_000;

  /**
   * The time without a gain, and without a method compiled, after which the code is taken to be
   * compiled; longer on a machine where the compiler has to wait for its turn.
   */
  private static final long STEADY_NANOS = 250_000_000;

  private static final int PATIENCE = 3;

  /** What counts as a gain: clocks and neighbours make smaller ones. */
  private static final double GAIN = 0.97;

  /**
   * Calls that C2 wants to see of a method, twice over, and the time that is enough for kernels,
   * whose loops it counts as well.
   */
  private static final int CALLS = 12_000;

  private static final long ENOUGH_NANOS = 1_000_000_000;
  private static final long MOST_NANOS = 10_000_000_000L;

  private WarmUp() {}

  /** The largest batch and single samples. */
  static Duration run(Predictor predictor) {
    long begin = System.nanoTime();
    if (FlightRecorder.isInitialized()) {
      WarmUpEvent event = new WarmUpEvent();
      event.begin();
      event.calls = calls(predictor);
      event.end();
      event.commit();
    } else {
      calls(predictor);
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private static long calls(Predictor predictor) {
    try (Arena arena = Arena.ofShared();
        Arena own = Arena.ofConfined()) {
      long calls = untilSteady(call(predictor, arena, own, predictor.largestBatch()));
      if (predictor.largestBatch() > 1) {
        calls += untilSteady(call(predictor, arena, own, 1));
      }
      return calls;
    }
  }

  /**
   * A call of zeros: by arrays and segments where there is one input and one output; by segments
   * that belong to a thread too, since code that never met one is compiled anew when it does.
   */
  private static Runnable call(Predictor predictor, Arena arena, Arena own, int batch) {
    Model model = predictor.model();
    Tensor[] inputs = new Tensor[model.inputs().size()];
    Tensor[] outputs = new Tensor[model.outputs().size()];
    for (int i = 0; i < inputs.length; i++) {
      Shape shape = model.inputShape(i).batched(batch);
      inputs[i] = Tensor.allocate(arena, model.inputs().get(i).layer().outputType(), shape);
    }
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = Tensor.allocate(arena, DType.F32, model.outputShape(i).batched(batch));
    }
    if (inputs.length > 1 || outputs.length > 1 || inputs[0].type() != DType.F32) {
      return () -> predictor.predict(inputs, outputs);
    }
    MemorySegment input = inputs[0].segment();
    MemorySegment confined = own.allocate(input.byteSize(), Tensor.ALIGNMENT);
    MemorySegment output = outputs[0].segment();
    float[] in = new float[Math.toIntExact(inputs[0].size())];
    float[] out = new float[Math.toIntExact(outputs[0].size())];
    return () -> {
      predictor.predict(input, output);
      predictor.predict(confined, output);
      predictor.predict(in, out);
    };
  }

  private static long untilSteady(Runnable call) {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    long begin = System.nanoTime();
    long gained = begin;
    long calls = 0;
    long compiled = -1;
    double best = Double.MAX_VALUE;
    while (true) {
      long from = System.nanoTime();
      long now;
      int inWindow = 0;
      do {
        call.run();
        inWindow++;
        now = System.nanoTime();
      } while (now - from < WINDOW_NANOS);
      calls += inWindow;
      double each = (double) (now - from) / inWindow;
      long compiledNow = compiler == null ? -1 : compiler.getTotalCompilationTime();
      if (each < GAIN * best || compiledNow != compiled) {
        gained = now;
      }
      compiled = compiledNow;
      best = Math.min(best, each);
      long elapsed = now - begin;
      boolean seen = calls >= CALLS || elapsed >= ENOUGH_NANOS;
      boolean steady = now - gained >= Math.max(STEADY_NANOS, elapsed / PATIENCE);
      if ((seen && steady) || elapsed >= MOST_NANOS) {
        return calls;
      }
    }
  }
}
