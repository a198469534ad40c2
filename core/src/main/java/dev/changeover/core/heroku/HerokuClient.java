package dev.changeover.core.heroku;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.Alias;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.model.AppName;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import dev.changeover.core.observed.Scope;
import dev.changeover.core.timing.Deadline;
import dev.changeover.core.timing.Timing;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Reads an app from Heroku and sends changes to it. Reads are repeated after failures that may
 * pass, within their deadline; a change is sent exactly once. For one thread.
 *
 * <p>Reading ends with a {@link DiagnosticException} if Heroku cannot be reached ({@link
 * Code#UNREACHABLE}, {@link Code#RATE_LIMITED}), does not accept the token ({@link
 * Code#UNAUTHORISED}, {@link Code#FORBIDDEN}, {@link Code#TWO_FACTOR}), knows no such app ({@link
 * Code#APP_NOT_FOUND}), refuses ({@link Code#REFUSED}) or is not understood ({@link
 * Code#UNEXPECTED_ANSWER}), or if somebody asks to stop ({@link Code#INTERRUPTED}).
 */
public final class HerokuClient {
  private final Wire wire;
  private final Observer observer;
  private final Sender sender;

  /**
   * Returns a client.
   *
   * @param random for pauses between attempts and for request ids
   * @param userAgent names this program and its version, for example {@code changeover/1.0.0}
   */
  public HerokuClient(
      Transport transport,
      Hosts hosts,
      Credentials.Token token,
      Timing timing,
      RandomGenerator random,
      String userAgent) {
    this(transport, hosts, token, timing, random, userAgent, new Remembered());
  }

  /**
   * Returns a client that knows what another one, with the same token, has understood.
   *
   * @param remembered shared with clients that do not work at the same time
   */
  public HerokuClient(
      Transport transport,
      Hosts hosts,
      Credentials.Token token,
      Timing timing,
      RandomGenerator random,
      String userAgent,
      Remembered remembered) {
    Redaction redaction = new Redaction(token);
    this.wire = new Wire(transport, hosts, token, timing, random, userAgent);
    this.observer = new Observer(new Reads(wire, timing, random, redaction, remembered));
    this.sender = new Sender(wire, redaction);
  }

  /**
   * Reads everything about an app that a plan depends on.
   *
   * @param attachment the alias whose database is to be upgraded
   * @param candidateNames for the database behind the attachment, the add-on names that a new
   *     database might get, in order; asked only if there is one. Names are looked up until one is
   *     free, at most 100
   * @param preImages handed on as they are
   */
  public ObservedState observe(
      AppName app,
      Alias attachment,
      Function<Database, List<AddonName>> candidateNames,
      PreImages preImages,
      Deadline deadline) {
    return observer.observe(app, attachment, candidateNames, preImages, deadline);
  }

  /**
   * Reads some parts again and keeps everything else. Of a database that was read before, its
   * maintenance and followers are kept as well: nothing waits for these, and each request counts.
   */
  public ObservedState refresh(ObservedState previous, Scope scope, Deadline deadline) {
    return observer.refresh(previous, scope, deadline);
  }

  /**
   * Sends a change once. Never throws because of what Heroku or the network does.
   *
   * @param reading how old the reading is that the change was decided by; after half a minute it is
   *     not sent any more
   */
  public SendResult send(ApiCall call, Deadline deadline, Timing.Age reading) {
    return sender.send(call, deadline, reading);
  }

  /** Returns how many requests the account may make now, as last reported by Heroku. */
  public OptionalInt rateLimitRemaining() {
    return wire.rateLimitRemaining();
  }
}
