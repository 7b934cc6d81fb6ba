package dev.hayate.nn.format;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.hayate.nn.metric.Histogram;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A file of events that TensorBoard shows: numbers and distributions by step. Each is a record (see
 * {@link RecordFile}) that holds an {@code Event} of TensorFlow's {@code event.proto} with a {@code
 * Summary} of its {@code summary.proto}; TensorBoard may read along while the file grows.
 *
 * <p>Belongs to one thread at a time.
 */
public final class EventFile implements AutoCloseable {
  private static final String VERSION = "brain.Event:2";
  private static final int ATTEMPTS = 1000;
  private static final double NANOS = 1e9;

  /** The numbers of the fields of {@code Event}. */
  private static final int WALL_TIME = 1;

  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;

  /** Of {@code Summary} and {@code Summary.Value}. */
  private static final int VALUE = 1;

  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int HISTOGRAM = 5;

  /** Of {@code HistogramProto}. */
  private static final int MIN = 1;

  private static final int MAX = 2;
  private static final int COUNT = 3;
  private static final int SUM = 4;
  private static final int SUM_OF_SQUARES = 5;
  private static final int LIMITS = 6;
  private static final int BUCKETS = 7;

  private final Path path;
  private final FileChannel channel;
  private final InstantSource clock;

  private EventFile(Path path, FileChannel channel, InstantSource clock) throws IOException {
    this.path = path;
    this.channel = channel;
    this.clock = clock;
    RecordFile.append(channel, event().text(FILE_VERSION, VERSION).toByteArray());
  }

  /**
   * Begins a new file in a folder, which is made if it is not there. Its name has the time, so that
   * runs into one folder stand one after the other in TensorBoard.
   *
   * @throws IOException if the folder or the file cannot be made
   */
  public static EventFile create(Path folder) throws IOException {
    return create(folder, InstantSource.system());
  }

  /** Begins a new file whose events have the times of the given clock. */
  public static EventFile create(Path folder, InstantSource clock) throws IOException {
    Files.createDirectories(folder);
    String name = "events.out.tfevents." + clock.instant().getEpochSecond() + ".hayate";
    for (int attempt = 0; ; attempt++) {
      Path path = folder.resolve(name + "." + attempt);
      FileChannel channel;
      try {
        channel = FileChannel.open(path, CREATE_NEW, WRITE);
      } catch (FileAlreadyExistsException taken) {
        if (attempt < ATTEMPTS) {
          continue;
        }
        throw taken;
      }
      try {
        return new EventFile(path, channel, clock);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    }
  }

  /** Where the file is. */
  public Path path() {
    return path;
  }

  /**
   * Adds a number.
   *
   * @param tag its name; what stands before a slash groups the charts
   * @param step the place on the axis across
   * @param value written as float32
   */
  public void scalar(String tag, long step, double value) throws IOException {
    add(step, new ProtobufWriter().text(TAG, tag).float32(SIMPLE_VALUE, (float) value));
  }

  /** Adds a distribution; one without values is left out, since TensorBoard has no form for it. */
  public void histogram(String tag, long step, Histogram values) throws IOException {
    if (values.count() == 0) {
      return;
    }
    int size = values.buckets().size();
    double[] limits = new double[size];
    double[] counts = new double[size];
    for (int i = 0; i < size; i++) {
      limits[i] = values.limit(i);
      counts[i] = values.buckets().get(i);
    }
    ProtobufWriter histogram =
        new ProtobufWriter()
            .float64(MIN, values.min())
            .float64(MAX, values.max())
            .float64(COUNT, (double) values.count())
            .float64(SUM, values.sum())
            .float64(SUM_OF_SQUARES, values.sumOfSquares())
            .float64s(LIMITS, limits)
            .float64s(BUCKETS, counts);
    add(step, new ProtobufWriter().text(TAG, tag).message(HISTOGRAM, histogram));
  }

  private void add(long step, ProtobufWriter value) throws IOException {
    ProtobufWriter summary = new ProtobufWriter().message(VALUE, value);
    RecordFile.append(channel, event().int64(STEP, step).message(SUMMARY, summary).toByteArray());
  }

  private ProtobufWriter event() {
    Instant now = clock.instant();
    return new ProtobufWriter().float64(WALL_TIME, now.getEpochSecond() + now.getNano() / NANOS);
  }

  /** Ends the file. Closing twice does nothing. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
