package dev.hayate.nn.format;

import dev.hayate.kernels.Shape;
import dev.hayate.nn.Model;
import dev.hayate.nn.Node;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.layer.ParameterSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The named arrays of a PyTorch {@code state_dict}, which become the parameters of a model:
 *
 * <pre>{@code
 * Parameters parameters =
 *     StateDict.open(Path.of("weights.safetensors"), arena)
 *         .rename("module", "")
 *         .rename("head.fc", "4")
 *         .load(model, arena);
 * }</pre>
 *
 * <p>Arrays are found by name: {@code NODE.PARAMETER}, as in {@code 0.weight}, {@code fc1.bias} or
 * {@code layers.3.running_mean}, in PyTorch's shapes (a linear layer's weight is {@code [out, in]})
 * and of any type; every value is rounded once to float32. What is missing, too many or of another
 * shape is told all at once. The counters {@code num_batches_tracked} of batch normalisations are
 * passed over: no computation here needs them.
 *
 * <p>Immutable and safe to share while the arena of {@link #open} is open.
 */
public final class StateDict {
  private static final String COUNTER = ".num_batches_tracked";

  /** Parameters lie in one tensor, with a few values between them for alignment. */
  private static final long MOST_VALUES = 2_000_000_000;

  /** So many names of one kind are told, and the rest counted. */
  private static final int TOLD = 20;

  private final String what;
  private final Place place;
  private final Map<String, StoredArray> arrays;
  private final List<Rename> renames;
  private final boolean othersAllowed;

  /** One replacement of a name's first parts. */
  private record Rename(String from, String to) {
    boolean fits(String name) {
      return name.equals(from) || name.startsWith(from + ".");
    }

    String apply(String name) {
      String rest = name.substring(from.length());
      return to.isEmpty() && rest.startsWith(".") ? rest.substring(1) : to + rest;
    }
  }

  private StateDict(
      String what,
      Place place,
      Map<String, StoredArray> arrays,
      List<Rename> renames,
      boolean othersAllowed) {
    this.what = what;
    this.place = place;
    this.arrays = arrays;
    this.renames = renames;
    this.othersAllowed = othersAllowed;
  }

  /**
   * The arrays of a safetensors or .npz file, told by its content.
   *
   * @param arena owns the mapping of the file
   * @throws ModelFormatException if the file is malformed or exceeds {@link ReadLimits#DEFAULT}
   * @throws IOException if it is absent or cannot be read
   */
  public static StateDict open(Path file, Arena arena) throws IOException {
    return of(Place.in(file), FileFormat.of(file).arrays(file, arena));
  }

  /**
   * Arrays from elsewhere.
   *
   * @param place where they come from, for messages
   */
  public static StateDict of(Place place, Map<String, StoredArray> arrays) {
    return of("state dict", place, arrays);
  }

  static StateDict of(String what, Place place, Map<String, StoredArray> arrays) {
    return new StateDict(what, place, new LinkedHashMap<>(arrays), List.of(), false);
  }

  /**
   * Parameters as PyTorch's {@code load_state_dict} takes them.
   *
   * @param arena owns the arrays, which are copies
   * @return a map by name, in the order of the model's nodes
   */
  public static SequencedMap<String, StoredArray> arrays(Parameters parameters, Arena arena) {
    SequencedMap<String, StoredArray> arrays = new LinkedHashMap<>();
    for (Parameters.Entry entry : parameters.entries()) {
      arrays.put(entry.name(), StoredArray.of(Parameters.exported(entry, arena)));
    }
    return arrays;
  }

  /**
   * Gives arrays other names. Of several renames the first that fits a name counts.
   *
   * @param from a whole name, or its first parts up to a dot: {@code fc1} fits {@code fc1.weight}
   *     and not {@code fc10.weight}
   * @param to what stands in its place; empty drops it with its dot
   * @return a new one
   * @throws IllegalArgumentException if {@code from} is empty
   */
  public StateDict rename(String from, String to) {
    if (from.isEmpty()) {
      throw new IllegalArgumentException("rename: expected a name to replace, found an empty one");
    }
    List<Rename> all = new ArrayList<>(renames);
    all.add(new Rename(from, to));
    return new StateDict(what, place, arrays, all, othersAllowed);
  }

  /**
   * Lets pass what the model does not have, for a file that holds more than it.
   *
   * @return a new one
   */
  public StateDict allowOthers() {
    return new StateDict(what, place, arrays, renames, true);
  }

  /**
   * The arrays under their new names.
   *
   * @return an unmodifiable map
   * @throws ModelFormatException if two have got one name
   */
  public SequencedMap<String, StoredArray> arrays() throws ModelFormatException {
    SequencedMap<String, StoredArray> named = new LinkedHashMap<>();
    for (Map.Entry<String, StoredArray> entry : arrays.entrySet()) {
      String name = entry.getKey();
      for (Rename rename : renames) {
        if (rename.fits(name)) {
          name = rename.apply(name);
          break;
        }
      }
      if (named.putIfAbsent(name, entry.getValue()) != null) {
        throw new ModelFormatException(
            what,
            place.key(entry.getKey()),
            "a name of its own",
            "renamed to a name that is taken");
      }
    }
    return Collections.unmodifiableSequencedMap(named);
  }

  /**
   * The parameters of a model. Nothing is allocated before everything was found to fit.
   *
   * @param arena owns the parameters, which are copies
   * @throws ModelFormatException if arrays are missing, of another shape, or not the model's
   */
  public Parameters load(Model model, Arena arena) throws ModelFormatException {
    Map<String, StoredArray> named = arrays();
    check(model, named);
    Parameters parameters = Parameters.allocate(model, arena);
    for (Parameters.Entry entry : parameters.entries()) {
      StoredArray array = named.get(entry.name());
      if (array != null) {
        try (Arena widened = Arena.ofConfined()) {
          Parameters.load(entry, array.floats(widened));
        }
      }
    }
    return parameters;
  }

  private void check(Model model, Map<String, StoredArray> named) throws ModelFormatException {
    Names missing = new Names("missing");
    Names shapes = new Names("of another shape");
    Names others = new Names("not the model's");
    Map<String, Shape> wanted = new LinkedHashMap<>();
    long size = 0;
    for (Node node : model.nodes()) {
      for (ParameterSpec spec : node.layer().parameters()) {
        wanted.put(node.name() + "." + spec.name(), spec.shape());
        size += spec.shape().size();
      }
    }
    wanted.forEach(
        (name, shape) -> {
          StoredArray array = named.get(name);
          if (array == null) {
            missing.add(Place.quote(name) + " " + shape);
          } else if (!array.shape().equals(shape)) {
            shapes.add(Place.quote(name) + " " + array.shape() + " instead of " + shape);
          }
        });
    named.forEach(
        (name, array) -> {
          if (!othersAllowed && !wanted.containsKey(name) && !name.endsWith(COUNTER)) {
            others.add(Place.quote(name) + " " + array.shape());
          }
        });
    List<String> wrong = new ArrayList<>();
    for (Names names : List.of(missing, shapes, others)) {
      if (names.count > 0) {
        wrong.add(names.toString());
      }
    }
    if (!wrong.isEmpty()) {
      throw new ModelFormatException(
          what, place, "the model's " + wanted.size() + " tensors", String.join("; ", wrong));
    }
    if (size > MOST_VALUES) {
      throw new ModelFormatException(
          what, place, "at most " + MOST_VALUES + " values", Long.toString(size));
    }
  }

  /** Names of one kind of error; a hostile file may have any number. */
  private static final class Names {
    private final String kind;
    private final StringBuilder told = new StringBuilder();
    private int count;

    Names(String kind) {
      this.kind = kind;
    }

    void add(String name) {
      if (count < TOLD) {
        told.append(count == 0 ? "" : ", ").append(name);
      }
      count++;
    }

    @Override
    public String toString() {
      String more = count > TOLD ? " and " + (count - TOLD) + " more" : "";
      return count + " " + kind + ": " + told + more;
    }
  }

  /** Where the arrays come from and how many there are. */
  @Override
  public String toString() {
    return "StateDict " + place + " (" + arrays.size() + " arrays)";
  }
}
