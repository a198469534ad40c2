package dev.changeover.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.core.apply.Approval;
import dev.changeover.core.apply.Outcome;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.heroku.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every field and every whole answer of every endpoint that a changeover uses, replaced by what
 * Heroku never sends: in one answer, in some, or in all from some moment on. However it ends, no
 * change is sent that honest answers would not have led to, and afterwards the changeover can be
 * gone on with.
 *
 * <p>Each build takes some of the cases; {@code -Dfuzz.cases=N} takes more, {@code -Dfuzz.seed=N}
 * others, {@code -Dfuzz.only=PATTERN} those that fit. A failure prints both, and the case.
 */
class TamperedAnswersTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int CASES = Integer.getInteger("fuzz.cases", 120);
  private static final long SEED = Long.getLong("fuzz.seed", 20_261_124L);

  /** What no field ever holds, whatever its type. */
  private static final Map<String, JsonNode> ODD = odd();

  private static Map<String, JsonNode> odd() {
    Map<String, JsonNode> odd = new LinkedHashMap<>();
    for (String json :
        List.of(
            "null",
            "true",
            "-1",
            "0.5",
            "1e400",
            "123456789012345678901234567890",
            "\"\"",
            "\"x\\u0000\\u202e\"",
            "\"../../etc\"",
            "[]",
            "{}",
            "[null]",
            "[[[[{}]]]]",
            "{\"id\":{}}")) {
      odd.put(json, JSON.readTree(json));
    }
    odd.put("a long text", JSON.getNodeFactory().stringNode("a.b ".repeat(50_000)));
    return Collections.unmodifiableMap(odd);
  }

  /** The names of the fields that the client reads; the others hold nothing that it looks at. */
  private static final Set<String> READ =
      Set.of(
          ("addon addon_id addon_service app billed_price cents completed_at description error?"
                  + " following forked_from id info leader maintenance message method name"
                  + " namespace num_bytes plan postgres_version price quantity resource_url state"
                  + " status type unit values version waiting? *")
              .split(" "));

  private static String last(String field) {
    return field.substring(field.lastIndexOf('/') + 1);
  }

  /** Whole bodies. */
  private static final Map<String, UnaryOperator<Transport.Answer>> WHOLE = whole();

  private static Map<String, UnaryOperator<Transport.Answer>> whole() {
    Map<String, UnaryOperator<Transport.Answer>> whole = new LinkedHashMap<>();
    whole.put("nothing", answer -> body(answer, ""));
    whole.put("HTML", answer -> body(answer, "<!doctype html><title>Heroku | Error</title>"));
    whole.put("null", answer -> body(answer, "null"));
    whole.put("a text", answer -> body(answer, "\"ok\""));
    whole.put("an empty object", answer -> body(answer, "{}"));
    whole.put("an empty list", answer -> body(answer, "[]"));
    whole.put("a list around it", answer -> body(answer, "[" + answer.body() + "]"));
    whole.put("an object around it", answer -> body(answer, "{\"data\":" + answer.body() + "}"));
    whole.put("one half", answer -> body(answer, half(answer.body())));
    whole.put("it twice", answer -> body(answer, answer.body() + answer.body()));
    whole.put("deep lists", answer -> body(answer, "[".repeat(100_000)));
    whole.put("deep objects", answer -> body(answer, "{\"a\":".repeat(100_000)));
    whole.put("bad UTF-8", answer -> body(answer, answer.body().replace('a', '\uFFFD')));
    whole.put(
        "each key twice",
        answer -> body(answer, answer.body().replaceAll("(\"[a-z_?]+\":)", "$1null,$1")));
    whole.put("status 204", answer -> new Transport.Answer(204, Map.of(), ""));
    whole.put("status 302", answer -> new Transport.Answer(302, answer.headers(), answer.body()));
    whole.put("status 418", answer -> new Transport.Answer(418, answer.headers(), answer.body()));
    whole.put(
        "another type", answer -> withHeader(answer, "Content-Type", "application/octet-stream"));
    whole.put("a range without end", answer -> withHeader(answer, "Next-Range", "id x..; max=1"));
    whole.put("a broken range", answer -> withHeader(answer, "Next-Range", "id\u0007"));
    whole.put("an odd limit", answer -> withHeader(answer, "RateLimit-Remaining", "-1e9"));
    return Collections.unmodifiableMap(whole);
  }

  private static String half(String text) {
    return text.substring(0, text.length() / 2);
  }

  private static Transport.Answer body(Transport.Answer answer, String body) {
    return new Transport.Answer(answer.status(), answer.headers(), body);
  }

  private static Transport.Answer withHeader(Transport.Answer answer, String name, String value) {
    Map<String, String> headers = new HashMap<>(answer.headers());
    headers.put(name, value);
    return new Transport.Answer(answer.status(), headers, answer.body());
  }

  /** The kind of a request, for example {@code GET /addons/*}. */
  private static String endpoint(Transport.Request request) {
    String path = request.uri().getPath();
    return request.method()
        + " "
        + path.replaceAll("/[0-9a-f]{8}-[0-9a-f-]{27}|/(?:pg\\d|postgresql-)[^/]*", "/*")
            .replaceFirst("^/apps/[^/]+", "/apps/*");
  }

  /** One way to change answers. */
  private record Case(String example, String endpoint, String what, Edit edit) {
    @Override
    public String toString() {
      return "%s: %s: %s".formatted(example, endpoint, what);
    }
  }

  private interface Edit {
    Transport.Answer of(Transport.Answer answer, Random random);
  }

  /** All cases for one example, from what an undisturbed run asks and gets. */
  private static List<Case> cases(String example) {
    Map<String, Set<String>> fields = new TreeMap<>();
    Rehearsal rehearsal = Rehearsal.ofExample(example);
    rehearsal.through(
        new Rehearsal.Wiretap() {
          @Override
          public Transport.Answer passes(Transport.Request request, Transport.Answer answer) {
            Set<String> known = fields.computeIfAbsent(endpoint(request), key -> new TreeSet<>());
            if (answer.isSuccess() && !answer.body().isBlank()) {
              collect("", JSON.readTree(answer.body()), known);
            }
            return answer;
          }
        });
    assertThat(rehearsal.apply(ExamplesTest.desired(example), new MemoryJournals()).kind())
        .isEqualTo(Outcome.Kind.CONVERGED);
    List<Case> cases = new ArrayList<>();
    fields.forEach(
        (endpoint, known) -> {
          WHOLE.forEach(
              (what, edit) ->
                  cases.add(
                      new Case(example, endpoint, what, (answer, random) -> edit.apply(answer))));
          for (String field : known) {
            if (!endpoint.startsWith("GET") || !READ.contains(last(field))) {
              continue; // nothing could come of it
            }
            cases.add(new Case(example, endpoint, field + " left out", without(field)));
            ODD.forEach(
                (what, value) ->
                    cases.add(
                        new Case(
                            example,
                            endpoint,
                            field + " is " + what,
                            (answer, random) -> replaced(answer, field, value, random))));
          }
        });
    assertThat(fields).hasSizeGreaterThan(20);
    return cases;
  }

  /** Notes the place of each field; {@code *} stands for an element. */
  private static void collect(String place, JsonNode node, Set<String> places) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        places.add(place + "/" + field.getKey());
        collect(place + "/" + field.getKey(), field.getValue(), places);
      }
    } else {
      if (!node.isEmpty()) {
        places.add(place + "/*");
      }
      node.forEach(each -> collect(place + "/*", each, places));
    }
  }

  private static Edit without(String field) {
    return (answer, random) -> edited(answer, field, random, (parent, name) -> parent.remove(name));
  }

  private static Transport.Answer replaced(
      Transport.Answer answer, String field, JsonNode value, Random random) {
    return edited(answer, field, random, (parent, name) -> parent.set(name, value));
  }

  private interface FieldEdit {
    void edit(ObjectNode parent, String name);

    /** Does the same to an element of a list. */
    default void edit(ArrayNode parent, int index) {
      ObjectNode around = JSON.createObjectNode();
      around.set("element", parent.get(index));
      edit(around, "element");
      JsonNode edited = around.get("element");
      if (edited == null) {
        parent.remove(index);
      } else {
        parent.set(index, edited);
      }
    }
  }

  private static Transport.Answer edited(
      Transport.Answer answer, String field, Random random, FieldEdit edit) {
    if (!answer.isSuccess() || answer.body().isBlank()) {
      return answer;
    }
    JsonNode root = JSON.readTree(answer.body());
    descend(root, List.of(field.substring(1).split("/")), random, edit);
    return body(answer, root.toString());
  }

  /** Edits the field in one element of each list on the way, or in all. */
  private static void descend(JsonNode node, List<String> way, Random random, FieldEdit edit) {
    String first = way.get(0);
    List<String> rest = way.subList(1, way.size());
    if (node instanceof ArrayNode array && first.equals("*") && !array.isEmpty()) {
      int chosen = random.nextInt(array.size() + 1);
      for (int index = array.size() - 1; index >= 0; index--) {
        if (chosen < array.size() && chosen != index) {
          continue;
        }
        if (rest.isEmpty()) {
          edit.edit(array, index);
        } else {
          descend(array.get(index), rest, random, edit);
        }
      }
    } else if (node instanceof ObjectNode object && object.has(first)) {
      if (rest.isEmpty()) {
        edit.edit(object, first);
      } else {
        descend(object.get(first), rest, random, edit);
      }
    }
  }

  @Test
  void noChangeIsSentThatHonestAnswersWouldNotHaveLedTo() {
    List<Case> all = new ArrayList<>();
    all.addAll(cases("projectify"));
    all.addAll(cases("change-plan"));
    Random order = new Random(SEED);
    Pattern only = Pattern.compile(System.getProperty("fuzz.only", ""));
    all.removeIf(each -> !only.matcher(each.toString()).find());
    Collections.shuffle(all, order);
    assertThat(all).isNotEmpty();
    List<String> found = new ArrayList<>();
    for (int number = 0; number < CASES; number++) {
      found.addAll(violations(all.get(number % all.size()), order.nextLong()));
    }
    assertThat(found).as("seed %d, %d of %d cases", SEED, CASES, all.size()).isEmpty();
  }

  private static List<String> violations(Case tried, long seed) {
    Random random = new Random(seed);
    DesiredState desired = ExamplesTest.desired(tried.example());
    Rehearsal rehearsal = Rehearsal.ofExample(tried.example());
    MemoryJournals machine = new MemoryJournals();
    boolean planned = random.nextBoolean();
    Approval honest = Approval.of(rehearsal.plan(desired, machine));
    int changes = random.nextBoolean() ? 0 : random.nextInt(10);
    int many = List.of(1, 3, 10, Integer.MAX_VALUE).get(random.nextInt(4));
    Tampering tampering = new Tampering(tried, changes, many, random);
    Oracle oracle = new Oracle(rehearsal, Integer.toString(desired.version().number()), tampering);
    rehearsal.through(oracle);
    List<String> story = new ArrayList<>();
    story.add(
        "%s, after %d changes, %d times, %s plan"
            .formatted(tried, changes, many, planned ? "honest" : "tampered"));
    List<String> problems = new ArrayList<>();
    run(rehearsal, planned ? honest : null, desired, machine, story, problems);
    problems.addAll(oracle.violations());
    tampering.stop();
    rehearsal.timing.sleep(Duration.ofHours(1));
    Outcome last = run(rehearsal, honest, desired, machine, story, problems);
    problems.addAll(oracle.violations());
    if (last != null && last.kind() != Outcome.Kind.CONVERGED) {
      checkEnd(rehearsal, last, problems);
    }
    return problems.stream()
        .distinct()
        .map(each -> each + "\n  " + String.join("\n  ", story))
        .toList();
  }

  /** What may keep it from going on: each says that a person has to decide. */
  private static void checkEnd(Rehearsal rehearsal, Outcome last, List<String> problems) {
    List<Code> codes = last.diagnostics().stream().map(Diagnostic::code).toList();
    Set<Code> known =
        Set.of(
            Code.CANDIDATE_MISSED_WRITES,
            Code.DEADLINE_MISSED,
            Code.REOPENED,
            Code.CANDIDATE_FAILED);
    if (last.kind() != Outcome.Kind.NOTHING_TO_DO && !known.containsAll(codes)) {
      problems.add("ends with " + codes + " " + last.diagnostics());
    }
    boolean closed = rehearsal.world().path("apps").path(0).path("maintenance").asBoolean();
    if (!last.appState().contains(closed ? "CLOSED" : "is open")) {
      problems.add("says " + last.appState());
    }
  }

  private static @Nullable Outcome run(
      Rehearsal rehearsal,
      @Nullable Approval approval,
      DesiredState desired,
      MemoryJournals machine,
      List<String> story,
      List<String> problems) {
    try {
      Outcome outcome =
          approval == null ? rehearsal.apply(desired, machine) : rehearsal.apply(approval, machine);
      story.add(outcome.kind() + " " + outcome.diagnostics() + " " + outcome.appState());
      return outcome;
    } catch (DiagnosticException e) {
      story.add("ended: " + e.getMessage());
      return null;
    } catch (RuntimeException | StackOverflowError e) {
      problems.add("threw " + e + " at " + List.of(e.getStackTrace()).subList(0, 3));
      return null;
    }
  }

  /** Changes some of the answers of one endpoint. */
  private static final class Tampering implements Rehearsal.Wiretap {
    private final Case tried;
    private final int changes;
    private final int many;
    private final Random random;
    private int sent;
    private int changed;
    private boolean stopped;

    Tampering(Case tried, int changes, int many, Random random) {
      this.tried = tried;
      this.changes = changes;
      this.many = many;
      this.random = random;
    }

    void stop() {
      stopped = true;
    }

    @Override
    public void sees(Transport.Request request) {
      sent += request.method().equals("GET") ? 0 : 1;
    }

    @Override
    public Transport.Answer passes(Transport.Request request, Transport.Answer answer) {
      if (stopped
          || sent < changes
          || changed >= many
          || !endpoint(request).equals(tried.endpoint())) {
        return answer;
      }
      changed++;
      return tried.edit().of(answer, random);
    }
  }
}
