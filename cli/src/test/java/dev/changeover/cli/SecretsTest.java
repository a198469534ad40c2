package dev.changeover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.sandbox.Sandbox;
import dev.changeover.sandbox.SandboxRequest;
import dev.changeover.sandbox.SandboxServer;
import dev.changeover.sandbox.WorldClock;
import dev.changeover.sandbox.scenario.Scenario;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** No token, password or database URL is in anything that is printed or written. */
class SecretsTest {
  private static final double SPEED = 20_000;
  private final Instant begin = Clock.systemUTC().instant();
  private static final String TOKEN = "HRKU-0canary0-token-that-nobody-may-see";
  private static final String CONFIG = "canary-config-value";

  private final Set<String> secrets = new LinkedHashSet<>(List.of(TOKEN, CONFIG));
  private final List<String> written = new ArrayList<>();

  @Test
  void nothingPrintedOrWrittenHoldsASecret(@TempDir Path folder) throws IOException {
    Scenario scenario =
        Scenario.parse(
            Release.text("/demo/world.yaml")
                .replace("DJANGO_SETTINGS_MODULE:", "SECRET_KEY: " + CONFIG + "\n      OTHER:"));
    Sandbox sandbox = new Sandbox(scenario, WorldClock.realTime(SPEED, scenario.start()), 7);
    Files.writeString(folder.resolve("changeover.yaml"), Release.text("/demo/changeover.yaml"));
    try (SandboxServer server = SandboxServer.start(sandbox, 0)) {
      Run run =
          Run.in(folder).with(new SandboxExports(server.uri(), TOKEN, SPEED, begin).variables());
      collect(sandbox);
      keep(run, "plan", "--out=plan.json", "--output=json");
      keep(run, "apply", "--yes", "--output=json", "plan.json");
      collect(sandbox);
      keep(run, "plan");
      keep(run, "status");
      keep(run, "status", "--output=json");
      post(sandbox, "/sandbox/faults", "{\"action\":\"html\",\"at\":\"GET /apps/*\"}");
      keep(run, "plan");
    }
    Run unreachable =
        Run.in(folder)
            .with(
                new SandboxExports(URI.create("http://127.0.0.1:9"), TOKEN, SPEED, begin)
                    .variables());
    keep(unreachable, "plan");
    written.add(sandbox.snapshot());
    sandbox.requestLog().entries().forEach(entry -> written.add(entry.toString()));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        written.add(Files.readString(file, StandardCharsets.UTF_8));
      }
    }
    assertThat(secrets).hasSizeGreaterThanOrEqualTo(6);
    assertThat(written).hasSizeGreaterThan(100);
    for (String text : written) {
      for (String secret : secrets) {
        assertThat(text.contains(secret)).as("%s in %s", secret, text).isFalse();
      }
    }
  }

  private void keep(Run run, String... words) {
    run.changeover(words);
    written.add(run.out());
    written.add(run.err());
  }

  /** Keeps the URLs and passwords that the app has now. */
  private void collect(Sandbox sandbox) {
    String answer =
        sandbox.handle(SandboxRequest.of("GET", "/apps/projectify-backend/config-vars")).body();
    for (JsonNode value : JsonMapper.builder().build().readTree(answer)) {
      String text = value.asString();
      if (text.startsWith("postgres://")) {
        secrets.add(text);
        secrets.add(URI.create(text).getUserInfo().split(":", 2)[1]);
      }
    }
  }

  private static void post(Sandbox sandbox, String path, String body) {
    assertThat(sandbox.handle(SandboxRequest.of("POST", path).withBody(body)).status())
        .isEqualTo(200);
  }
}
