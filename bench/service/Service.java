import com.sun.net.httpserver.HttpServer;
import dev.hayate.nn.Model;
import dev.hayate.nn.predict.PredictorPool;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.Executors;

/**
 * A small service around a model: POST a sample as raw little-endian float32 to /predict, get the
 * outputs back in the same form. The JDK's HTTP server, a virtual thread for each request, a pool
 * of predictors.
 */
void main(String... args) throws IOException {
  int port = Integer.parseInt(args[0]);
  Model model = Model.sequential(784).linear(256).relu().linear(128).relu().linear(10).build();
  Arena arena = Arena.ofShared();
  PredictorPool pool =
      model
          .predictor(model.initialize(arena, 1))
          .openPool(Runtime.getRuntime().availableProcessors());
  System.out.println("warmed up in " + pool.warmUp().toMillis() + " ms");
  HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 1024);
  server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
  server.createContext(
      "/predict",
      exchange -> {
        byte[] body = exchange.getRequestBody().readNBytes(4 * 784 + 1);
        if (body.length != 4 * 784) {
          exchange.sendResponseHeaders(400, -1);
          exchange.close();
          return;
        }
        ByteBuffer answer = ByteBuffer.allocate(4 * 10).order(ByteOrder.LITTLE_ENDIAN);
        pool.predict(
            ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer(),
            answer.asFloatBuffer());
        exchange.sendResponseHeaders(200, answer.capacity());
        exchange.getResponseBody().write(answer.array());
        exchange.close();
      });
  server.createContext(
      "/nothing",
      exchange -> {
        byte[] body = exchange.getRequestBody().readNBytes(4 * 784 + 1);
        byte[] answer = Arrays.copyOf(body, 4 * 10);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
      });
  server.start();
  System.out.println("ready");
}
