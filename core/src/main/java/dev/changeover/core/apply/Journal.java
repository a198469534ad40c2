package dev.changeover.core.apply;

import com.google.common.hash.Hashing;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.observed.PreImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one app's applies did, line by line: the intent before each call, its outcome after. Each
 * line carries the hash of the one before it, so that a line that was changed, lost or moved is
 * noticed. Only the very end may be torn, by a process that was killed while it wrote.
 */
final class Journal {
  /** The version of the lines' form. */
  static final int FORMAT = 1;

  /** How the ids of steps end that open the app on the old database again. */
  private static final String GO_BACK_SUFFIX = "-back";

  /** The steps that end that the new database follows. */
  private static final Set<String> CUT_OFF = Set.of("upgrade", "unfollow");

  /** The steps that are only sent while it follows, or before it exists. */
  private static final Set<String> BEFORE_CUT_OFF =
      Set.of("create-follower", "maintenance-on", "scale-down", "reset-connections");

  private static final Pattern NOT_DONE = Pattern.compile("refused|limited|not-sent");
  private static final String START = "0".repeat(64);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JournalStorage storage;
  private final AppName app;
  private final List<Entry> entries = new ArrayList<>();
  private long length;
  private String lastHash = START;

  private Journal(JournalStorage storage, AppName app) {
    this.storage = storage;
    this.app = app;
  }

  /** What a line is about. */
  enum Type {
    /** A call is about to be sent. */
    INTENT,
    /** What is known of the call. */
    OUTCOME,
    /** The step's postcondition holds. */
    ACHIEVED,
    /** The app is about to be opened again on the old database. */
    GOING_BACK,
    /** It was. */
    WENT_BACK,
    /** The desired state holds. */
    COMPLETED
  }

  /**
   * One line.
   *
   * @param changeover what tells the changeover from others
   * @param step the step's id, empty if it is about none
   * @param text the call, its result, or the reason
   * @param record what is known about the time before the cut-over, as of this line
   * @param open whether users could use the app when the line was written, of an intent
   */
  record Entry(
      Type type,
      Instant at,
      String changeover,
      String step,
      String text,
      PreImages record,
      boolean open) {
    Entry(Type type, Instant at, String changeover, String step, String text, PreImages record) {
      this(type, at, changeover, step, text, record, false);
    }

    /**
     * Whether what was done before does not matter for what is under way now: the changeover came
     * to rest, or starts with another new database because the one before is gone.
     */
    private boolean beginsAnew() {
      return isAtRest() || (type == Type.INTENT && step.equals("create-follower"));
    }

    private boolean isAtRest() {
      return type == Type.WENT_BACK || type == Type.COMPLETED;
    }
  }

  /**
   * Reads the journal of {@code app}.
   *
   * @throws DiagnosticException with code {@code journal-unusable}
   */
  static Journal open(JournalStorage storage, AppName app) {
    Journal journal = new Journal(storage, app);
    try {
      journal.readAll(storage.read(app));
    } catch (IOException e) {
      throw journal.unusable("it cannot be read: " + e.getMessage(), e);
    }
    return journal;
  }

  private void readAll(byte[] bytes) {
    int start = 0;
    while (start < bytes.length) {
      int end = start;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      if (end == bytes.length) {
        break; // no end of line: the last write was torn, so its call was not sent
      }
      readLine(new String(bytes, start, end - start, StandardCharsets.UTF_8));
      start = end + 1;
      length = start;
    }
  }

  private void readLine(String line) {
    int number = entries.size() + 1;
    ObjectNode node = parse(line, number);
    if (node.path("v").asInt(0) > FORMAT) {
      throw unusable("line " + number + " was written by a newer release", null);
    }
    String hash = node.path("hash").asString("");
    if (!node.path("previous").asString("").equals(lastHash)
        || !line.endsWith(hashField(hash))
        || !hash.equals(hashOf(withoutHash(line, hash)))) {
      throw unusable("line " + number + " does not follow from the line before it", null);
    }
    if (!node.path("app").asString("").equals(app.value())) {
      throw unusable("line " + number + " is about another app", null);
    }
    entries.add(entry(node, number));
    lastHash = hash;
  }

  private ObjectNode parse(String line, int number) {
    try {
      JsonNode node = JSON.readTree(line);
      if (node instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw unusable("line " + number + " is damaged", e);
    }
    throw unusable("line " + number + " is damaged", null);
  }

  private Entry entry(ObjectNode node, int number) {
    try {
      return new Entry(
          Type.valueOf(node.path("type").asString("").toUpperCase(Locale.ROOT).replace('-', '_')),
          Instant.parse(node.path("at").asString("")),
          node.path("changeover").asString(""),
          node.path("step").asString(""),
          node.path("text").asString(""),
          record(node.path("record")),
          node.path("open").asBoolean(false));
    } catch (IllegalArgumentException | DateTimeParseException | JacksonException e) {
      throw unusable("line " + number + " is not understood", e);
    }
  }

  private static PreImages record(JsonNode node) {
    Optional<Map<ProcessType, Integer>> quantities = Optional.empty();
    if (node.path("quantities").isObject()) {
      Map<ProcessType, Integer> read = new TreeMap<>();
      node.path("quantities")
          .properties()
          .forEach(each -> read.put(new ProcessType(each.getKey()), each.getValue().asInt()));
      quantities = Optional.of(read);
    }
    return new PreImages(
        PreImages.Source.JOURNAL,
        node.path("maintenance").isBoolean()
            ? Optional.of(node.path("maintenance").asBoolean())
            : Optional.empty(),
        quantities,
        node.path("connectionsReset").asBoolean(false),
        node.path("reopenedSince").asBoolean(false),
        node.path("completed").asBoolean(false));
  }

  /**
   * Appends a line. When it returns the line is durable.
   *
   * @throws DiagnosticException with code {@code journal-unusable}; then nothing may be sent
   */
  void append(Entry entry) {
    ObjectNode node = JSON.createObjectNode();
    node.put("v", FORMAT);
    node.put("type", entry.type().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    node.put("at", entry.at().toString());
    node.put("app", app.value());
    node.put("changeover", entry.changeover());
    node.put("step", entry.step());
    node.put("text", entry.text());
    node.set("record", json(entry.record()));
    if (entry.open()) {
      node.put("open", true);
    }
    node.put("previous", lastHash);
    String text = node.toString();
    String hash = hashOf(text);
    byte[] bytes = withHash(text, hash).getBytes(StandardCharsets.UTF_8);
    try {
      storage.append(app, length, bytes);
    } catch (IOException e) {
      throw unusable("it cannot be written: " + e.getMessage(), e);
    }
    entries.add(entry);
    length += bytes.length;
    lastHash = hash;
  }

  private static ObjectNode json(PreImages record) {
    ObjectNode node = JSON.createObjectNode();
    record.maintenance().ifPresent(on -> node.put("maintenance", on));
    record
        .quantities()
        .ifPresent(
            quantities -> {
              ObjectNode counts = node.putObject("quantities");
              quantities.forEach((type, quantity) -> counts.put(type.value(), quantity));
            });
    node.put("connectionsReset", record.connectionsReset());
    node.put("reopenedSince", record.reopenedSince());
    node.put("completed", record.completed());
    return node;
  }

  private static String hashOf(String text) {
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
  }

  /** Returns the line of a JSON object with the hash of its text as the last field. */
  private static String withHash(String text, String hash) {
    return text.substring(0, text.length() - 1) + hashField(hash) + "\n";
  }

  /** Returns the text that was hashed, to the letter, of a line that ends with its hash. */
  private static String withoutHash(String line, String hash) {
    return line.substring(0, line.length() - hashField(hash).length()) + "}";
  }

  private static String hashField(String hash) {
    return ",\"hash\":\"" + hash + "\"}";
  }

  /** Returns what is on record for a changeover; nothing if it is not in the journal. */
  PreImages record(String changeover) {
    PreImages latest = PreImages.NONE;
    for (Entry entry : entries) {
      if (entry.changeover().equals(changeover)) {
        latest = entry.record();
      }
    }
    return latest;
  }

  /**
   * Returns how the app was before any changeover from the same database closed it that has not
   * come to rest: another new database does not make another app.
   */
  PreImages leftClosed(String changeover) {
    String leader = changeover.substring(0, changeover.indexOf('/') + 1);
    Optional<Boolean> maintenance = Optional.empty();
    Optional<Map<ProcessType, Integer>> quantities = Optional.empty();
    for (Entry entry : entries) {
      if (!entry.changeover().startsWith(leader)) {
        continue;
      }
      // Where a changeover comes to rest, what is on record then is what was closed before it.
      if (entry.isAtRest()) {
        maintenance = entry.record().maintenance();
        quantities = entry.record().quantities();
        continue;
      }
      if (entry.record().maintenance().isPresent()) {
        maintenance = entry.record().maintenance();
      }
      if (entry.record().quantities().isPresent()) {
        quantities = entry.record().quantities();
      }
    }
    return maintenance.isEmpty() && quantities.isEmpty()
        ? PreImages.NONE
        : new PreImages(PreImages.Source.JOURNAL, maintenance, quantities, false, false, false);
  }

  /**
   * Returns when users first noticed the cut-over that is under way. An app that was open when it
   * was to be closed once more had been opened by others, or had not been closed before.
   */
  Optional<Instant> closedSince(String changeover) {
    Optional<Instant> since = Optional.empty();
    for (Entry entry : entries) {
      if (!entry.changeover().equals(changeover)) {
        continue;
      }
      if (entry.beginsAnew()) {
        since = Optional.empty();
      } else if ((since.isEmpty() || entry.open())
          && entry.type() == Type.INTENT
          && (entry.step().equals("maintenance-on") || entry.step().equals("scale-down"))) {
        since = Optional.of(entry.at());
      }
    }
    return since;
  }

  /**
   * Returns whether this machine worked on the changeover while the new database followed, and has
   * neither cut it off since nor taken for good that it was cut off.
   */
  boolean cutOffUnseen(String changeover) {
    boolean worked = false;
    for (Entry entry : entries) {
      if (!entry.changeover().equals(changeover)) {
        continue;
      }
      if (entry.type() == Type.INTENT && BEFORE_CUT_OFF.contains(entry.step())) {
        worked = true;
      } else if (entry.type() == Type.COMPLETED
          || (entry.type() == Type.ACHIEVED && CUT_OFF.contains(entry.step()))) {
        worked = false;
      }
    }
    return worked && CUT_OFF.stream().noneMatch(step -> mayHaveSent(changeover, step));
  }

  /**
   * Returns whether a call of {@code step} was sent, and not refused, since the changeover was last
   * at rest: it may have had its effect, or may have it yet.
   */
  boolean mayHaveSent(String changeover, String step) {
    int sent = 0;
    for (Entry entry : entries) {
      if (!entry.changeover().equals(changeover)) {
        continue;
      }
      if (entry.beginsAnew()) {
        sent = 0;
      } else if (entry.step().equals(step) && entry.type() == Type.INTENT) {
        sent++;
      } else if (entry.step().equals(step)
          && entry.type() == Type.OUTCOME
          && NOT_DONE.matcher(entry.text()).lookingAt()) {
        sent--;
      }
    }
    return sent > 0;
  }

  /**
   * Returns whether the app was being opened on the old database again, and nothing tells that it
   * was done: the process was killed in the middle of it.
   */
  boolean isGoingBack(String changeover) {
    boolean going = false;
    for (Entry entry : entries) {
      if (!entry.changeover().equals(changeover)) {
        continue;
      }
      if (entry.type() == Type.GOING_BACK) {
        going = true;
      } else if (!entry.step().endsWith(GO_BACK_SUFFIX)) {
        going = false;
      }
    }
    return going;
  }

  /**
   * Returns the id of the database that {@code candidate} followed when a changeover made it a
   * database of its own, or tried to.
   */
  Optional<String> madeFrom(AddonName candidate) {
    Optional<String> leader = Optional.empty();
    for (Entry entry : entries) {
      int slash = entry.changeover().indexOf('/');
      boolean converts = entry.step().equals("upgrade") || entry.step().equals("unfollow");
      if (converts
          && entry.type() == Type.INTENT
          && slash > 0
          && entry.changeover().substring(slash + 1).equals(candidate.value())) {
        leader = Optional.of(entry.changeover().substring(0, slash));
      }
    }
    return leader;
  }

  /** Returns whether anything is on record for a changeover. */
  boolean knows(String changeover) {
    return entries.stream().anyMatch(entry -> entry.changeover().equals(changeover));
  }

  private DiagnosticException unusable(String why, @Nullable Throwable cause) {
    Diagnostic diagnostic =
        Diagnostic.of(
            Code.JOURNAL_UNUSABLE,
            "the journal `%s` cannot be used: %s".formatted(storage.describe(app), why));
    return cause == null
        ? new DiagnosticException(diagnostic)
        : new DiagnosticException(diagnostic, cause);
  }
}
