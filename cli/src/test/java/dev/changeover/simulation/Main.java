package dev.changeover.simulation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The command line of the simulation; see {@code .ci/simulate}. */
public final class Main {
  private static final String USAGE =
      """
      Usage: .ci/simulate [--runs N] [--seed S] [--threads T]   run the seeds S to S + N - 1
             .ci/simulate --seed S --trace                      tell everything of one seed
             .ci/simulate --case 'TEXT' [--trace]               run one case as it was printed
             .ci/simulate --exhaustive [--threads T]            enumerate the plain procedure
             .ci/simulate --plain --runs N                      measure plain changeovers
             .ci/simulate --mutants [--only ID] [--runs N]      break the program on purpose; where the
                                                                listed cases do not notice, try N seeds
      """;

  private Main() {}

  /** Runs it; exits with 1 if an invariant was violated, 64 if the words are wrong. */
  public static void main(String[] words) {
    try {
      System.exit(run(List.of(words)) ? 0 : 1);
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage() + "\n" + USAGE);
      System.exit(64);
    }
  }

  private static boolean run(List<String> words) {
    Map<String, String> options = options(words);
    long runs = number(options, "--runs", 1000);
    long seed = number(options, "--seed", 1);
    int threads = (int) number(options, "--threads", Runtime.getRuntime().availableProcessors());
    boolean trace = options.containsKey("--trace");
    if (options.containsKey("--help")) {
      System.out.print(USAGE);
      return true;
    }
    Optional<String> text = Optional.ofNullable(options.get("--case"));
    if (text.isPresent() || trace) {
      return one(text.map(Case::parse).orElseGet(() -> Case.random(seed)), trace);
    }
    if (options.containsKey("--mutants")) {
      return mutants(options, threads);
    }
    Campaign campaign = new Campaign(threads);
    if (options.containsKey("--exhaustive")) {
      System.out.print(new Exhaustive().run(campaign, threads));
    } else if (options.containsKey("--plain")) {
      campaign.run("plain changeovers", runs, index -> Case.plain(seed + index));
    } else {
      campaign.run(
          "seeds %d to %d".formatted(seed, seed + runs - 1),
          runs,
          index -> Case.random(seed + index));
    }
    System.out.print(campaign.summary());
    return campaign.isSound();
  }

  private static boolean mutants(Map<String, String> options, int threads) {
    @Nullable String only = options.get("--only");
    List<Mutant> mutants =
        Mutant.all().stream().filter(each -> only == null || each.id().equals(only)).toList();
    if (mutants.isEmpty()) {
      throw new IllegalArgumentException("no mutant is called " + only);
    }
    int seeds = (int) number(options, "--runs", 400);
    List<Mutants.Fate> fates =
        new Mutants(Mutants.findRoot(), seeds).run(mutants, Math.min(threads, 2));
    System.out.print(Mutants.summary(fates));
    return fates.stream().allMatch(Mutants.Fate::isAsListed);
  }

  private static boolean one(Case run, boolean trace) {
    System.out.println(run);
    Simulation.Result result = trace ? Simulation.traced(run) : Simulation.of(run);
    result.trace().forEach(System.out::println);
    result.violations().forEach(System.out::println);
    System.out.printf(
        Locale.ROOT,
        "%s, %d requests, %d writes%n",
        result.converged() ? "converged" : "refused or failed",
        result.requests(),
        result.writes());
    return result.isSound();
  }

  private static Map<String, String> options(List<String> words) {
    Map<String, String> options = new TreeMap<>();
    for (int index = 0; index < words.size(); index++) {
      String word = words.get(index);
      switch (word) {
        case "--trace", "--plain", "--exhaustive", "--mutants", "--help" -> options.put(word, "");
        case "--runs", "--seed", "--threads", "--case", "--only" -> {
          if (++index == words.size()) {
            throw new IllegalArgumentException(word + " needs a value");
          }
          options.put(word, words.get(index));
        }
        default -> throw new IllegalArgumentException("unknown option " + word);
      }
    }
    return options;
  }

  private static long number(Map<String, String> options, String name, long standard) {
    String text = options.getOrDefault(name, String.valueOf(standard));
    if (!text.matches("\\d{1,15}")) {
      throw new IllegalArgumentException(name + " must be a number, not " + text);
    }
    return Long.parseLong(text);
  }
}
