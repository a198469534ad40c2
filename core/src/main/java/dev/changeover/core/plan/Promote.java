package dev.changeover.core.plan;

import com.google.common.collect.ImmutableList;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.observed.Attachment;
import dev.changeover.core.observed.ObservedState;
import java.util.List;
import java.util.Optional;

/**
 * Points an attachment of the app at the new database: the main one, or one more that moves with
 * it.
 *
 * @param link the attachment as it is before
 */
record Promote(Changeover changeover, Attachment link) implements Step {
  private boolean isMain() {
    return link.alias().equals(changeover.main());
  }

  @Override
  public String id() {
    return isMain() ? "promote" : "move-attachment";
  }

  @Override
  public Phase phase() {
    return Phase.SWITCH;
  }

  @Override
  public String summary() {
    return isMain()
        ? "promote `%s` to `%s`".formatted(changeover.candidateAlias(), link.alias())
        : "point `%s` at `%s`".formatted(link.alias(), changeover.candidateAlias());
  }

  @Override
  public String fingerprint() {
    return "%s %s%s to %s"
        .formatted(
            id(),
            link.alias(),
            link.namespace().map(text -> " (" + text + ")").orElse(""),
            changeover.candidateName());
  }

  @Override
  public String herokuCommand() {
    return isMain()
        ? "heroku pg:promote %s --app %s"
            .formatted(changeover.candidateAlias(), changeover.desired().app())
        : "heroku addons:attach %s --as %s --app %s --confirm %s%s"
            .formatted(
                changeover.candidateName(),
                link.alias(),
                changeover.desired().app(),
                changeover.desired().app(),
                link.namespace().map(text -> "   # " + text).orElse(""));
  }

  @Override
  public Impact impact() {
    return new Impact(
        Impact.Change.UPDATE,
        Impact.Downtime.DURING,
        Optional.empty(),
        Optional.of("point it at the old database again, as long as nothing was written"),
        Optional.empty());
  }

  @Override
  public List<Condition> preconditions() {
    Claims claims = new Claims(changeover);
    ImmutableList.Builder<Condition> conditions = ImmutableList.builder();
    conditions.addAll(claims.ready());
    if (isMain()) {
      conditions.add(claims.closedNow(), claims.oldAliasAttached());
      conditions.add(claims.releasesQuiet(), claims.releaseSucceeded());
    } else {
      conditions.add(claims.switched(), claims.releasesQuiet());
    }
    return conditions.build();
  }

  @Override
  public Condition postcondition() {
    return new Claims(changeover).attachedToCandidate(link);
  }

  /** An attach whose release failed may have left the app without a database: it is made again. */
  @Override
  public boolean begun(ObservedState state) {
    return new Claims(changeover).pointsAtCandidate(state, link).isHolding()
        && Claims.newestReleaseFailed(state).isEmpty();
  }

  @Override
  public ApiCall call(ObservedState state) {
    return Calls.reattach(
        changeover.desired().app(),
        link.alias(),
        changeover.candidate(state).orElseThrow().name(),
        link.namespace());
  }

  @Override
  public ObservedState predict(ObservedState before) {
    return changeover
        .candidate(before)
        .map(
            candidate ->
                before.withAttachment(
                    new Attachment(before.app(), link.alias(), candidate.id(), link.namespace())))
        .orElse(before);
  }

  static Promote main(Changeover changeover) {
    return new Promote(
        changeover,
        new Attachment(
            changeover.desired().app(),
            changeover.main(),
            changeover.leaderId(),
            Optional.empty()));
  }
}
