package dev.hayate.nn.insight;

import dev.hayate.nn.format.AtomicFile;
import dev.hayate.nn.format.Json;
import dev.hayate.nn.format.JsonObject;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.insight.Search.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a search has measured, in a file of JSON that is replaced as a whole after each outcome (see
 * {@link AtomicFile}): a search that is killed loses the trial that it was at.
 */
public final class SearchLog {
  private static final int VERSION = 1;
  private static final int MOST = 1_000_000;

  private final Path file;
  private final String description;

  /**
   * A log, whether or not its file is there.
   *
   * @param description of the search and of what it searches: only a file of the same is gone on
   *     with
   */
  public SearchLog(Path file, String description) {
    this.file = file;
    this.description = description;
  }

  /**
   * What was measured before; nothing if the file is not there.
   *
   * @throws ModelFormatException if it is malformed or another search's
   */
  public List<Outcome> read() throws IOException {
    List<Outcome> outcomes = new ArrayList<>();
    if (!Files.exists(file)) {
      return outcomes;
    }
    JsonObject log = Json.parse(Files.readString(file), Place.in(file));
    log.integer("version", VERSION, VERSION);
    if (!log.string("search").equals(description)) {
      throw new ModelFormatException(
          "search", Place.in(file), description, log.string("search") + ", another search");
    }
    for (JsonObject outcome : log.objects("outcomes")) {
      outcomes.add(
          new Outcome(
              outcome.integer("trial", 0, MOST),
              outcome.integer("budget", 1, MOST),
              // JSON has no NaN: what came to nothing has no score.
              outcome.has("score") ? outcome.number("score") : Double.NaN,
              outcome.number("seconds")));
    }
    return outcomes;
  }

  /** Replaces the file. */
  public void write(List<Outcome> outcomes) throws IOException {
    List<Map<String, Object>> members = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      Map<String, Object> member = new LinkedHashMap<>();
      member.put("trial", outcome.trial());
      member.put("budget", outcome.budget());
      if (!Double.isNaN(outcome.score())) {
        member.put("score", outcome.score());
      }
      member.put("seconds", outcome.seconds());
      members.add(member);
    }
    Map<String, Object> log = new LinkedHashMap<>();
    log.put("version", VERSION);
    log.put("search", description);
    log.put("outcomes", members);
    AtomicFile.writeText(file, Json.write(log) + "\n");
  }
}
