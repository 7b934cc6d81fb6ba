package dev.hayate.bench.peers.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.hayate.bench.peers.Mlp;
import dev.hayate.bench.peers.Peer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/** ONNX Runtime with every optimisation, on one thread, into tensors that were made before. */
public final class OnnxRuntimePeer implements Peer {
  @Override
  public String name() {
    return "ONNX Runtime 1.29";
  }

  @Override
  public Scorer scorer(Mlp mlp, int batch, float[] input) {
    try {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      OrtSession session = environment.createSession(OnnxModel.of(mlp, batch), options);
      FloatBuffer in = direct(input.length).put(input).rewind();
      FloatBuffer out = direct(batch * mlp.outputs());
      OnnxTensor x = OnnxTensor.createTensor(environment, in, new long[] {batch, mlp.inputs()});
      OnnxTensor y = OnnxTensor.createTensor(environment, out, new long[] {batch, mlp.outputs()});
      return new Session(session, Map.of("x", x), Map.of("y", y), out);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FloatBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  private record Session(
      OrtSession session, Map<String, OnnxTensor> in, Map<String, OnnxTensor> out, FloatBuffer y)
      implements Scorer {
    @Override
    public void score() {
      try {
        session.run(in, out).close();
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public float[] outputs() {
      float[] values = new float[y.capacity()];
      y.get(0, values);
      return values;
    }

    @Override
    public void close() {
      try {
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
      in.values().forEach(OnnxTensor::close);
      out.values().forEach(OnnxTensor::close);
    }
  }
}
