package dev.changeover.simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Breaks the program on purpose, one {@link Mutant} after another, and sees whether the simulation
 * notices. The program itself knows nothing of it: a changed source is compiled in memory, and
 * loaded beside the classes that are unchanged. What the unchanged program does not stand either
 * proves nothing, and does not count.
 */
final class Mutants {
  private static final String OWN = "dev.changeover.";

  /** It uses nothing of the core, so all mutants can share it. */
  private static final String SANDBOX = "dev.changeover.sandbox.";

  private static final Path SOURCES = Path.of("core/src/main/java/dev/changeover/core");

  private final Path root;
  private final int seeds;
  private final Map<String, String> controls = new ConcurrentHashMap<>();

  /**
   * Makes it.
   *
   * @param root the folder of the project
   * @param seeds how many seeds are tried at the most where the listed cases do not catch a mutant
   */
  Mutants(Path root, int seeds) {
    this.root = root;
    this.seeds = seeds;
  }

  /**
   * What came of one.
   *
   * @param by the case that caught it; empty if it survived
   * @param violation what the case found, else why nothing could be found
   * @param runs how many cases were run
   */
  record Fate(Mutant mutant, Optional<Case> by, String violation, int runs) {
    /** Returns whether it was caught, by the invariant that the list names. */
    boolean isAsListed() {
      return by.isPresent() && violation.startsWith(mutant.caughtBy() + ":");
    }

    @Override
    public String toString() {
      return "%s: %s%n    %s%n    after %d %s%s"
          .formatted(
              mutant.id(),
              by.isEmpty()
                  ? "SURVIVED"
                  : isAsListed()
                      ? "caught"
                      : "caught, but not by " + mutant.caughtBy() + " as listed",
              violation,
              runs,
              runs == 1 ? "run" : "runs",
              by.map(each -> " by " + each).orElse(""));
    }
  }

  /** Returns the folder of the project, from wherever it is run. */
  static Path findRoot() {
    String stated = System.getProperty("changeover.root");
    if (stated != null) {
      return Path.of(stated);
    }
    return Files.isDirectory(SOURCES) ? Path.of("") : Path.of("..");
  }

  /** Runs the mutants on so many threads, and returns what came of each, in their order. */
  List<Fate> run(List<Mutant> mutants, int threads) {
    Map<String, Fate> fates = new ConcurrentHashMap<>();
    AtomicInteger next = new AtomicInteger();
    List<Thread> workers = new ArrayList<>();
    for (int worker = 0; worker < threads; worker++) {
      Thread thread = new Thread(() -> work(mutants, next, fates), "mutants " + worker);
      thread.start();
      workers.add(thread);
    }
    workers.forEach(Mutants::join);
    return mutants.stream().map(each -> Objects.requireNonNull(fates.get(each.id()))).toList();
  }

  private void work(List<Mutant> mutants, AtomicInteger next, Map<String, Fate> fates) {
    try (Workshop workshop = new Workshop()) {
      for (int at = next.getAndIncrement(); at < mutants.size(); at = next.getAndIncrement()) {
        Mutant mutant = mutants.get(at);
        fates.put(mutant.id(), fate(mutant, workshop));
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private Fate fate(Mutant mutant, Workshop workshop) {
    UnaryOperator<String> probe;
    try {
      probe = workshop.probe(changed(mutant));
    } catch (IllegalStateException stale) {
      return new Fate(mutant, Optional.empty(), String.valueOf(stale.getMessage()), 0);
    }
    List<Case> cases = new ArrayList<>(mutant.cases());
    if (seeds > 0) {
      cases.add(Case.plain());
    }
    for (int seed = 1; seed <= seeds; seed++) {
      cases.add(Case.random(seed));
    }
    int runs = 0;
    for (Case each : cases) {
      runs++;
      String violation = probe.apply(each.toString());
      if (!violation.isEmpty() && control(each).isEmpty()) {
        return new Fate(mutant, Optional.of(each), violation, runs);
      }
    }
    return new Fate(mutant, Optional.empty(), "no case notices it", runs);
  }

  /** Returns what the unchanged program does wrong in a case; empty if nothing. */
  private String control(Case run) {
    return controls.computeIfAbsent(run.toString(), new Probe());
  }

  private Map<String, String> changed(Mutant mutant) {
    Map<String, String> sources = new LinkedHashMap<>();
    for (Mutant.Edit edit : mutant.edits()) {
      String source = sources.computeIfAbsent(edit.file(), this::source);
      sources.put(edit.file(), edit.applyTo(source));
    }
    return sources;
  }

  private String source(String file) {
    try {
      return Files.readString(root.resolve(SOURCES).resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what came of all, for people. */
  static String summary(List<Fate> fates) {
    Map<Invariant, Integer> by = new TreeMap<>();
    fates.stream()
        .filter(Fate::isAsListed)
        .forEach(fate -> by.merge(fate.mutant().caughtBy(), 1, Integer::sum));
    return fates.stream().map(fate -> fate + "\n").collect(Collectors.joining())
        + String.format(
            Locale.ROOT,
            "%d mutants, %d caught as listed %s%n",
            fates.size(),
            fates.stream().filter(Fate::isAsListed).count(),
            by);
  }

  /** Compiles and loads; for one thread. */
  private static final class Workshop implements AutoCloseable {
    private final JavaCompiler compiler =
        Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK is needed");
    private final StandardJavaFileManager files =
        compiler.getStandardFileManager(null, Locale.ROOT, null);

    UnaryOperator<String> probe(Map<String, String> sources) {
      try {
        Object made =
            new Beside(compile(sources))
                .loadClass(Probe.class.getName())
                .getConstructor()
                .newInstance();
        @SuppressWarnings("unchecked") // It is a Probe, of another loader.
        UnaryOperator<String> probe = (UnaryOperator<String>) made;
        return probe;
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("the changed program cannot be loaded", e);
      }
    }

    private Map<String, byte[]> compile(Map<String, String> sources) {
      Map<String, ByteArrayOutputStream> made = new TreeMap<>();
      List<JavaFileObject> units = new ArrayList<>();
      sources.forEach((file, text) -> units.add(new Source(file, text)));
      List<String> options =
          List.of(
              "-proc:none", "-nowarn", "-Xlint:none", "-cp", System.getProperty("java.class.path"));
      StringBuilder problems = new StringBuilder();
      boolean compiled =
          compiler
              .getTask(
                  null,
                  new Keeping(files, made),
                  problem -> problems.append(problem).append('\n'),
                  options,
                  null,
                  units)
              .call();
      if (!compiled) {
        throw new IllegalStateException("it does not compile: " + problems);
      }
      Map<String, byte[]> classes = new TreeMap<>();
      made.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
      return classes;
    }

    @Override
    public void close() {
      try {
        files.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A changed source. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String file, String text) {
      super(URI.create("mutant:///" + file), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps what is compiled in memory. */
  private static final class Keeping extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> made;

    Keeping(JavaFileManager files, Map<String, ByteArrayOutputStream> made) {
      super(files);
      this.made = made;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("mutant:///" + name), kind) {
        @Override
        public OutputStream openOutputStream() {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          made.put(name, bytes);
          return bytes;
        }
      };
    }
  }

  /** Has its own copy of everything that may depend on what was changed. */
  private static final class Beside extends ClassLoader {
    private final Map<String, byte[]> changed;

    Beside(Map<String, byte[]> changed) {
      super(Mutants.class.getClassLoader());
      this.changed = changed;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(OWN) || name.startsWith(SANDBOX)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : define(name);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      byte[] bytes = changed.get(name);
      if (bytes == null) {
        bytes = unchanged(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] unchanged(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        return in.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
