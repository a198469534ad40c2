package dev.changeover.sandbox;

import dev.changeover.sandbox.scenario.Fault;
import dev.changeover.sandbox.scenario.FaultAction;
import java.util.Optional;

/** What request faults do to an answer. */
final class RequestFaults {
  private RequestFaults() {}

  /** Returns the refusal a fault causes, if it causes one. */
  static Optional<Refusal> refusal(Fault fault, String app) {
    FaultAction action = fault.action().orElse(FaultAction.SLOW);
    return switch (action) {
      case RATE_LIMIT ->
          Optional.of(Refusal.of(429, "rate_limit", "Your account reached the API limit."));
      case UNAVAILABLE ->
          Optional.of(Refusal.of(503, "service_unavailable", "The API is unavailable."));
      case SERVER_ERROR ->
          Optional.of(Refusal.of(500, "internal_server_error", "Something went wrong."));
      case NOT_FOUND -> Optional.of(Refusal.of(404, "not_found", "Couldn't find that."));
      case BARE_NOT_FOUND -> Optional.of(Refusal.unknownDatabase());
      case HTML -> Optional.of(Refusal.of(404, "html", ""));
      case CONFIRMATION_REQUIRED ->
          Optional.of(Refusal.confirm(423, app, "This needs to be confirmed."));
      case TWO_FACTOR ->
          Optional.of(Refusal.of(403, "two_factor", "A second authentication factor is needed."));
      case FORBIDDEN ->
          Optional.of(
              Refusal.of(
                  403, "forbidden", "You do not have permission to manage paid addon resources."));
      case UNAUTHORIZED ->
          Optional.of(Refusal.of(401, "unauthorized", "Invalid credentials provided."));
      case DELINQUENT ->
          Optional.of(Refusal.of(402, "delinquent", "The account has unpaid invoices."));
      case SUSPENDED -> Optional.of(Refusal.of(403, "suspended", "The account is suspended."));
      case VERIFICATION_NEEDED ->
          Optional.of(Refusal.of(422, "verification_needed", "Please verify your account."));
      case CONFLICT ->
          Optional.of(Refusal.of(409, "conflict", "Another change is being made right now."));
      case GONE -> Optional.of(Refusal.of(410, "gone", "This is no longer there."));
      case MULTIPLE_MATCHES ->
          Optional.of(Refusal.of(422, "multiple_matches", "This name fits more than one."));
      case LOSE_REQUEST, LOSE_REPLY, SLOW, WARNING, ONE_PER_PAGE -> Optional.empty();
    };
  }

  /** Does to a finished answer what the fault says. */
  static SandboxResponse deliver(Fault fault, SandboxResponse response) {
    FaultAction action = fault.action().orElse(FaultAction.SLOW);
    return switch (action) {
      case LOSE_REPLY -> response.delivered(Delivery.RESET_AFTER);
      case WARNING -> response.withHeader("X-Heroku-Warning", "Warning: this is only a rehearsal.");
      case SLOW -> response.delayed(fault.delay());
      case RATE_LIMIT -> response.withHeader("Retry-After", "10");
      default -> response;
    };
  }
}
