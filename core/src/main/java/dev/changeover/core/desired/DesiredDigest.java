package dev.changeover.core.desired;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A fingerprint of what a desired state asks for.
 *
 * @param value 64 lower-case hexadecimal digits
 */
public record DesiredDigest(String value) {
  public DesiredDigest {
    if (!value.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("a digest has 64 lower-case hexadecimal digits");
    }
  }

  /**
   * Returns the digest of {@code desired}. Two desired states have the same one if and only if they
   * ask for the same, whatever their files look like: spelling, comments, order, and whether a
   * default is written out make no difference, and neither does the place in the file.
   */
  public static DesiredDigest of(DesiredState desired) {
    return new DesiredDigest(
        Hashing.sha256().hashString(canonical(desired), StandardCharsets.UTF_8).toString());
  }

  /** Returns one line for each statement. */
  private static String canonical(DesiredState desired) {
    DesiredState.Cutover cutover = desired.cutover();
    DesiredState.Limits limits = desired.limits();
    StringBuilder text = new StringBuilder("changeover desired state 1\n");
    line(text, "app", desired.app());
    line(text, "attachment", desired.attachment());
    line(text, "version", desired.version());
    line(text, "plan", desired.plan().map(Object::toString));
    line(text, "keepOldDatabase", desired.keepOldDatabase());
    line(text, "method", desired.method().orElse(DesiredState.Method.FOLLOWER));
    line(text, "adopt", desired.adopt());
    line(
        text,
        "moveAttachments",
        allOr(desired.moveAttachments().all(), desired.moveAttachments().aliases()));
    line(text, "maintenance", cutover.maintenance());
    line(text, "stop", allOr(cutover.stop().all(), cutover.stop().types()));
    line(text, "restore", cutover.restore().map(DesiredDigest::sorted));
    line(text, "deadline", cutover.deadline());
    // Plans that were approved before there was this key stay approved.
    if (cutover.maxLag() != DesiredState.Cutover.DEFAULT.maxLag()) {
      line(text, "maxLag", cutover.maxLag());
    }
    line(text, "provision", limits.provision());
    line(text, "catchUp", limits.catchUp());
    line(text, "upgrade", limits.upgrade());
    line(text, "release", limits.release());
    desired.checks().forEach((code, reason) -> line(text, "check " + code.id(), reason));
    return text.toString();
  }

  private static void line(StringBuilder text, String key, Object value) {
    String escaped = value.toString().replace("\\", "\\\\").replace("\n", "\\n");
    text.append(key).append('=').append(escaped).append('\n');
  }

  private static void line(StringBuilder text, String key, Optional<String> value) {
    value.ifPresent(present -> line(text, key, (Object) present));
  }

  private static String allOr(boolean all, Collection<?> some) {
    return all ? "all" : some.stream().map(Object::toString).sorted().toList().toString();
  }

  private static String sorted(Map<?, Integer> counts) {
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + ":" + entry.getValue())
        .sorted()
        .collect(Collectors.joining(","));
  }

  @Override
  public String toString() {
    return value;
  }
}
