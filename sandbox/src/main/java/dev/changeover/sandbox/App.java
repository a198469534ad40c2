package dev.changeover.sandbox;

import dev.changeover.sandbox.scenario.AppSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An app of the world. */
final class App {
  final String id;
  final String name;
  final String owner;
  final String ownerId;
  final String region;
  final long createdAt;
  final boolean releaseNeedsDatabase;
  long updatedAt;
  long releasedAt;
  boolean maintenance;
  int lastVersion;
  int oneOffNumber = 1000;
  long releasePhaseFreeAt;
  long configBytes;
  final Map<String, ProcessType> formation = new LinkedHashMap<>();
  final Map<String, String> config = new LinkedHashMap<>();
  final List<Attachment> attachments = new ArrayList<>();
  final List<Release> releases = new ArrayList<>();
  final List<Dyno> dynos = new ArrayList<>();
  final List<Transfer> transfers = new ArrayList<>();

  App(AppSpec spec, Minter minter, long now) {
    id = minter.uuid();
    name = spec.name();
    owner = spec.owner();
    ownerId = minter.uuid();
    region = spec.region();
    maintenance = spec.maintenance();
    releaseNeedsDatabase = spec.releaseNeedsDatabase();
    createdAt = now - 86_400_000L * 700;
    updatedAt = now - 86_400_000L;
    releasedAt = updatedAt;
    config.putAll(spec.config());
    spec.formation()
        .forEach((type, process) -> formation.put(type, new ProcessType(type, process, minter)));
  }

  /** A process type with its wanted quantity. */
  static final class ProcessType {
    final String id;
    final String type;
    final String command;
    final long writesPerMilli;
    String size;
    int quantity;

    ProcessType(String type, AppSpec.ProcessSpec spec, Minter minter) {
      id = minter.uuid();
      this.type = type;
      command = spec.command();
      size = spec.size();
      quantity = spec.quantity();
      writesPerMilli = Math.round(spec.writesPerSecond() * 1000);
    }
  }

  Optional<Attachment> attachment(String alias) {
    for (Attachment attachment : attachments) {
      if (attachment.name.equals(alias)) {
        return Optional.of(attachment);
      }
    }
    return Optional.empty();
  }

  boolean hasReleasePhase() {
    return formation.containsKey("release");
  }

  /** Returns the database a dyno that boots now would use. */
  Optional<Database> primary() {
    return attachment("DATABASE").flatMap(attachment -> attachment.addOn.database());
  }

  /** Returns the config vars: those set by hand and those of attachments that are provisioned. */
  Map<String, String> configVars() {
    Map<String, String> vars = new LinkedHashMap<>(config);
    for (Attachment attachment : attachments) {
      attachment.url().ifPresent(url -> vars.put(attachment.name + "_URL", url));
    }
    return vars;
  }
}
