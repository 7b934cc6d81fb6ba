package dev.hayate.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How many calls of an operation leave garbage, from the first one on. Each operation has a process
 * of its own, which calls it again and again and looks at what the thread has allocated after every
 * call, until none did so for {@link #QUIET_SECONDS} and {@link #QUIET_CALLS} calls.
 *
 * <p>What allocates is code that C2 has not compiled yet: it keeps vectors on the heap. So the
 * number of calls is that of the calls that fit into the time that the compiler takes, and differs
 * from run to run.
 */
public final class Allocation {
  private static final double QUIET_SECONDS = 1.5;
  private static final int QUIET_CALLS = 100;
  private static final double MOST_SECONDS = 60;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final List<String> PRODUCTS =
      List.of(
          "NN-16x16x16",
          "NN-32x32x32",
          "NN-64x64x64",
          "NN-128x128x128",
          "NN-256x256x256",
          "NN-512x512x512",
          "NN-1024x1024x1024",
          "NN-2048x2048x2048",
          "NT-8x256x784",
          "NN-8x784x256",
          "TN-256x784x8",
          "NT-64x256x784",
          "NN-64x784x256",
          "TN-256x784x64",
          "NT-64x10x128",
          "NN-64x128x10",
          "TN-10x128x64",
          "NT-256x1024x1024",
          "NN-256x1024x1024",
          "TN-1024x1024x256",
          "NT-128x4096x4096",
          "NN-128x4096x4096",
          "TN-4096x4096x128",
          "packed-8x256x784",
          "packed-32x256x784",
          "NT-1x256x784",
          "NT-1x128x256",
          "NT-1x1024x1024",
          "NT-1x4096x4096");

  private static final List<String> SHARED = List.of("NN-1024x1024x1024", "NT-256x1024x1024");

  private static final List<String> OPERATIONS =
      List.of("softmax", "sigmoid", "tanh", "gelu", "gelu_tanh");

  private Allocation() {}

  /**
   * Prints a table of all operations whose names have a pattern in them.
   *
   * @param args the pattern, a regular expression, or nothing; or {@code --one} and a name, which
   *     measures that in this process
   * @throws IOException if a process cannot be started
   * @throws InterruptedException never
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Map<String, Supplier<Runnable>> works = works();
    if (args.length == 2 && args[0].equals("--one")) {
      Supplier<Runnable> work = works.get(args[1]);
      if (work == null) {
        throw new IllegalArgumentException("allocation: nothing is called " + args[1]);
      }
      Runnable call = work.get();
      System.out.println(measure(args[1], call));
      return;
    }
    System.out.println(
        "| work | calls until 0 B | garbage until then | time until then | calls without |");
    System.out.println("| --- | ---: | ---: | ---: | ---: |");
    for (String name : works.keySet()) {
      if (args.length == 0 || name.matches(".*(" + args[0] + ").*")) {
        inProcess(name);
      }
    }
  }

  private static void inProcess(String name) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Allocation.class.getName(),
            "--one",
            name));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    // The benchmarks print checksums too.
    new String(process.getInputStream().readAllBytes(), UTF_8)
        .lines()
        .filter(line -> line.startsWith("|"))
        .forEach(System.out::println);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(name + ": the process ended with " + process.exitValue());
    }
  }

  private static String measure(String name, Runnable call) {
    long start = System.nanoTime();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    long garbage = 0;
    long lastCall = 0;
    long lastTime = start;
    long now = start;
    long calls = 0;
    while (calls - lastCall < QUIET_CALLS || now - lastTime < QUIET_SECONDS * 1e9) {
      call.run();
      calls++;
      now = System.nanoTime();
      long after = THREADS.getCurrentThreadAllocatedBytes();
      if (after != before) {
        garbage += after - before;
        before = after;
        lastCall = calls;
        lastTime = now;
      }
      if (now - start > MOST_SECONDS * 1e9) {
        return "| " + name + " | never | " + garbage + " B | | |";
      }
    }
    return String.format(
        Locale.ROOT,
        "| %s | %,d | %,d KB | %.2f s | %,d |",
        name,
        lastCall,
        (garbage + 1023) / 1024,
        (lastTime - start) / 1e9,
        calls - lastCall);
  }

  /** What to call, by name; a supplier makes its operands. */
  private static Map<String, Supplier<Runnable>> works() {
    Map<String, Supplier<Runnable>> works = new LinkedHashMap<>();
    for (String shape : PRODUCTS) {
      works.put("product " + shape, () -> product(shape, 1));
    }
    for (String shape : SHARED) {
      works.put("product " + shape + ", two threads", () -> product(shape, 2));
    }
    for (int size : new int[] {1024, 1048576}) {
      for (String operation : OPERATIONS) {
        works.put(operation + " of " + size, () -> elementwise(operation, size, false));
        works.put(operation + " gradient of " + size, () -> elementwise(operation, size, true));
      }
    }
    works.put("Adam, 1000000 parameters", Allocation::update);
    works.put("training step, batch 64", Allocation::step);
    for (int batch : new int[] {1, 32}) {
      works.put("prediction, batch " + batch, () -> prediction(batch));
    }
    return works;
  }

  private static Runnable product(String shape, int threads) {
    Product product = new Product();
    product.shape = shape;
    product.using = "vector";
    product.threads = threads;
    product.open();
    Work work = new Work();
    return () -> product.gemm(work);
  }

  private static Runnable elementwise(String operation, int size, boolean backward) {
    Elementwise elementwise = new Elementwise();
    elementwise.backend = "vector";
    elementwise.size = size;
    elementwise.operation = operation;
    elementwise.open();
    Work work = new Work();
    return backward ? () -> elementwise.backward(work) : () -> elementwise.forward(work);
  }

  private static Runnable update() {
    Update update = new Update();
    update.backend = "vector";
    update.size = 1_000_000;
    update.optimizer = "adam";
    update.open();
    Work work = new Work();
    return () -> update.step(work);
  }

  private static Runnable step() {
    TrainingStep step = new TrainingStep();
    step.batch = 64;
    step.optimizer = "adam";
    step.open();
    return step::step;
  }

  private static Runnable prediction(int batch) {
    Prediction prediction = new Prediction();
    prediction.model = "784-256-128-10";
    prediction.batch = batch;
    prediction.open();
    return prediction::predict;
  }
}
