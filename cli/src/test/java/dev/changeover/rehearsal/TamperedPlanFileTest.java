package dev.changeover.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.core.apply.Approval;
import dev.changeover.core.apply.Outcome;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.plan.Plan;
import dev.changeover.core.report.PlanFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The plan files of all examples, damaged, edited, and edited by somebody who also made the digest
 * fit. A file is refused, or approves the same as before; and what an edited one approves is still
 * only done where a fresh plan says the same.
 */
class TamperedPlanFileTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long SEED = Long.getLong("fuzz.seed", 20_261_124L);
  private static final int CASES = Integer.getInteger("fuzz.cases", 120);
  private static final int MOST_CUTS = CASES * 5;

  static List<String> examples() throws IOException {
    return ExamplesTest.examples();
  }

  private static byte[] planFile(String example) throws IOException {
    return Files.readAllBytes(
        Path.of(System.getProperty("changeover.root", ".."))
            .resolve("examples")
            .resolve(example)
            .resolve("plan.json"));
  }

  private static void assertRefusedOrEqual(byte[] bytes, List<Approval> before, String what) {
    try {
      assertThat(PlanFile.read(bytes)).as(what).isEqualTo(before);
    } catch (DiagnosticException e) {
      assertThat(e.diagnostics())
          .as(what)
          .extracting(Diagnostic::code)
          .containsExactly(Code.PLAN_FILE_INVALID);
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void damageIsRefusedOrChangesNothing(String example) throws IOException {
    byte[] good = planFile(example);
    List<Approval> before = PlanFile.read(good);
    int stride = 1 + good.length / MOST_CUTS;
    for (int cut = 0; cut < good.length; cut += stride) {
      assertRefusedOrEqual(Arrays.copyOf(good, cut), before, "cut at " + cut);
    }
    Random random = new Random(SEED);
    for (int round = 0; round < CASES; round++) {
      byte[] bad = good.clone();
      int at = random.nextInt(bad.length);
      bad[at] ^= (byte) (1 << random.nextInt(8));
      assertRefusedOrEqual(bad, before, "seed " + SEED + ", bit of byte " + at);
      assertRefusedOrEqual(linesChanged(good, random), before, "seed " + SEED + ", " + round);
    }
  }

  private static byte[] linesChanged(byte[] good, Random random) {
    List<String> lines = new ArrayList<>(new String(good, UTF_8).lines().toList());
    int line = random.nextInt(lines.size());
    switch (random.nextInt(3)) {
      case 0 -> lines.remove(line);
      case 1 -> lines.add(line, lines.get(line));
      default -> Collections.swap(lines, line, random.nextInt(lines.size()));
    }
    return String.join("\n", lines).getBytes(UTF_8);
  }

  /** Any place of the tree; the values of a plan that nobody reads may be anything. */
  @ParameterizedTest
  @MethodSource("examples")
  void aValueOfAnotherTypeIsRefusedEvenIfTheDigestFits(String example) throws IOException {
    byte[] good = planFile(example);
    List<Approval> before = PlanFile.read(good);
    for (String odd : List.of("null", "true", "-1", "1e400", "\"\"", "\"\\u0000\"", "[]", "{}")) {
      JsonNode value = JSON.readTree(odd);
      int places = places(JSON.readTree(good));
      for (int place = 0; place < places; place += 1 + places / (CASES / 3)) {
        ObjectNode tree = (ObjectNode) JSON.readTree(good);
        int[] left = {place};
        replace(tree, left, value);
        String what = "place %d is %s".formatted(place, odd);
        assertRefusedOrEqual(JSON.writeValueAsBytes(tree), before, what);
        byte[] fitting = sealed(tree);
        try {
          PlanFile.read(fitting).forEach(each -> assertThat(each.desired()).isNotNull());
        } catch (DiagnosticException e) {
          assertThat(e.diagnostics())
              .as(what)
              .extracting(Diagnostic::code)
              .containsExactly(Code.PLAN_FILE_INVALID);
        }
      }
    }
  }

  private static int places(JsonNode node) {
    int places = 0;
    for (JsonNode each : node) {
      places += 1 + places(each);
    }
    return places;
  }

  /** Replaces the value that is so many places further on. */
  private static void replace(JsonNode node, int[] left, JsonNode value) {
    if (node instanceof ObjectNode object) {
      for (String name : List.copyOf(object.propertyNames())) {
        if (left[0]-- == 0) {
          object.set(name, value);
        } else if (left[0] >= 0) {
          replace(object.get(name), left, value);
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (int index = 0; index < array.size(); index++) {
        if (left[0]-- == 0) {
          array.set(index, value);
        } else if (left[0] >= 0) {
          replace(array.get(index), left, value);
        }
      }
    }
  }

  /** Gives a tree the digest that fits, as the file's own description says. */
  private static byte[] sealed(ObjectNode tree) {
    tree.remove("digest");
    tree.put("digest", digest(tree));
    return JSON.writeValueAsBytes(tree);
  }

  private static String digest(JsonNode tree) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(sorted(tree).toString().getBytes(UTF_8));
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode sorted(JsonNode node) {
    if (node instanceof ObjectNode object) {
      Map<String, JsonNode> fields = new TreeMap<>();
      object.properties().forEach(each -> fields.put(each.getKey(), sorted(each.getValue())));
      ObjectNode copy = JSON.createObjectNode();
      fields.forEach(copy::set);
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JSON.createArrayNode();
      array.forEach(each -> copy.add(sorted(each)));
      return copy;
    }
    return node;
  }

  @Test
  void anUneditedFileThatIsSealedAnewIsTheSame() throws IOException {
    ObjectNode tree = (ObjectNode) JSON.readTree(planFile("projectify"));
    String digest = tree.path("digest").asString();
    assertThat(new String(sealed(tree), UTF_8)).contains(digest);
  }

  private interface Edit {
    void edit(ObjectNode plan);
  }

  private static ArrayNode steps(ObjectNode plan, int phase) {
    return (ArrayNode) plan.path("phases").path(phase).path("steps");
  }

  private static void assertNothingIsSent(String world, ObjectNode tree, String what) {
    Approval approval = PlanFile.read(sealed(tree)).get(0);
    Rehearsal rehearsal = Rehearsal.ofExample(world);
    Outcome outcome = rehearsal.apply(approval, new MemoryJournals());
    assertThat(outcome.kind()).as(what).isIn(Outcome.Kind.STALE, Outcome.Kind.BLOCKED);
    assertThat(rehearsal.writes()).as(what).isZero();
  }

  @Test
  void editedStepsAreNotDoneEvenIfTheDigestFits() throws IOException {
    Map<String, Edit> edits =
        Map.of(
            "phases in another order",
                plan -> {
                  ArrayNode phases = (ArrayNode) plan.path("phases");
                  phases.insert(0, phases.remove(1));
                },
            "steps in another order", plan -> steps(plan, 1).insert(0, steps(plan, 1).remove(1)),
            "a step less", plan -> steps(plan, 1).remove(0),
            "the last step less",
                plan -> ((ArrayNode) plan.path("phases")).remove(plan.path("phases").size() - 1),
            "a step twice", plan -> steps(plan, 1).add(steps(plan, 1).get(0)),
            "no steps", plan -> plan.putArray("phases"),
            "another version", plan -> ((ObjectNode) plan.path("desired")).put("version", 16),
            "the old one kept",
                plan -> ((ObjectNode) plan.path("desired")).put("keepOldDatabase", true),
            "another database",
                plan ->
                    ((ObjectNode) steps(plan, plan.path("phases").size() - 1).get(0))
                        .put("fingerprint", "destroy-old 00000000-0000-4000-8000-000000000000"));
    for (Map.Entry<String, Edit> each : edits.entrySet()) {
      ObjectNode tree = (ObjectNode) JSON.readTree(planFile("projectify"));
      each.getValue().edit((ObjectNode) tree.path("plans").path(0));
      assertNothingIsSent("projectify", tree, each.getKey());
    }
  }

  @Test
  void editedCountsAreNeverRestored() throws IOException {
    ObjectNode tree = (ObjectNode) JSON.readTree(planFile("projectify"));
    ((ObjectNode) tree.path("plans").path(0).path("before").path("quantities")).put("web", 7);
    Approval edited = PlanFile.read(sealed(tree)).get(0);
    assertThat(edited.preImages().quantities().orElseThrow().values()).contains(7);
    Rehearsal rehearsal = Rehearsal.ofExample("projectify");
    MemoryJournals machine = new MemoryJournals();
    Approval honest = PlanFile.read(planFile("projectify")).get(0);
    machine.tearAfter(16);
    try {
      rehearsal.apply(honest, machine);
    } catch (Killed killed) {
      rehearsal.restart();
    }
    assertThat(rehearsal.world().path("apps").path(0).path("formation").path("web").asInt())
        .isZero();
    long writes = rehearsal.writes();
    assertThat(rehearsal.apply(edited, new MemoryJournals()).kind()).isEqualTo(Outcome.Kind.STALE);
    assertThat(rehearsal.writes()).isEqualTo(writes);
    assertThat(rehearsal.apply(honest, new MemoryJournals()).kind())
        .isEqualTo(Outcome.Kind.CONVERGED);
    assertThat(rehearsal.world().path("apps").path(0).path("formation").path("web").asInt())
        .isEqualTo(1);
  }

  @Test
  void aPlanOfAnotherAppDoesNothingHere() throws IOException {
    Approval other = PlanFile.read(planFile("change-plan")).get(0);
    Rehearsal rehearsal = Rehearsal.ofExample("projectify");
    try {
      Outcome outcome = rehearsal.apply(other, new MemoryJournals());
      assertThat(outcome.diagnostics())
          .extracting(Diagnostic::code)
          .containsExactly(Code.APP_NOT_FOUND);
    } catch (DiagnosticException e) {
      assertThat(e.diagnostics()).extracting(Diagnostic::code).containsExactly(Code.APP_NOT_FOUND);
    }
    assertThat(rehearsal.writes()).isZero();
    ObjectNode renamed = (ObjectNode) JSON.readTree(planFile("change-plan"));
    ((ObjectNode) renamed.path("plans").path(0).path("desired")).put("app", "projectify-backend");
    assertNothingIsSent("projectify", renamed, "renamed");
  }

  @Test
  void aPlanOfANewerFormatIsRefused() throws IOException {
    for (String version : List.of("\"2\"", "2", "1", "null", "\"1.0\"", "\"\"", "[\"1\"]")) {
      ObjectNode tree = (ObjectNode) JSON.readTree(planFile("projectify"));
      tree.set("formatVersion", JSON.readTree(version));
      assertRefusedOrEqual(sealed(tree), List.of(), version);
    }
  }

  @Test
  void whatAPlanApprovesIsWhatAFreshPlanIs() throws IOException {
    for (String example : examples()) {
      Plan fresh =
          Rehearsal.ofExample(example).plan(ExamplesTest.desired(example), new MemoryJournals());
      List<Approval> read = PlanFile.read(planFile(example));
      assertThat(read.stream().map(Approval::fingerprints).collect(Collectors.toList()))
          .containsExactly(fresh.fingerprints());
    }
  }
}
