package dev.changeover.core.plan;

import dev.changeover.core.model.ApiCall;
import dev.changeover.core.observed.Attachment;
import dev.changeover.core.observed.ObservedState;
import java.util.List;
import java.util.Optional;

/**
 * Gives the old database a second attachment, so that it stays reachable after the switch. Heroku
 * refuses to take the last attachment of an add-on away from the app that pays for it.
 */
record AttachOld(Changeover changeover) implements Step {
  @Override
  public String id() {
    return "attach-old";
  }

  @Override
  public Phase phase() {
    return Phase.SWITCH;
  }

  @Override
  public String summary() {
    return "attach the old database as `%s` too".formatted(changeover.oldAlias());
  }

  @Override
  public String fingerprint() {
    return "%s %s to %s".formatted(id(), changeover.oldAlias(), changeover.leaderId());
  }

  @Override
  public String herokuCommand() {
    return "heroku addons:attach %s --as %s --app %s"
        .formatted(changeover.leader().name(), changeover.oldAlias(), changeover.desired().app());
  }

  @Override
  public Impact impact() {
    return new Impact(
        Impact.Change.UPDATE,
        Impact.Downtime.DURING,
        Optional.empty(),
        Optional.of("detach `" + changeover.oldAlias() + "`"),
        Optional.empty());
  }

  @Override
  public List<Condition> preconditions() {
    Claims claims = new Claims(changeover);
    return List.of(claims.servesNothingElse(), claims.releasesQuiet());
  }

  @Override
  public Condition postcondition() {
    return new Claims(changeover).oldAliasAttached();
  }

  @Override
  public boolean begun(ObservedState state) {
    return changeover.oldAliasAttached(state);
  }

  @Override
  public ApiCall call(ObservedState state) {
    return Calls.attach(
        changeover.desired().app(), changeover.oldAlias(), changeover.leader().name());
  }

  @Override
  public ObservedState predict(ObservedState before) {
    return before.withAttachment(
        new Attachment(
            before.app(), changeover.oldAlias(), changeover.leaderId(), Optional.empty()));
  }
}
