package dev.changeover.sandbox;

import java.util.Map;
import java.util.Optional;

/** The sandbox declines a request, as Heroku would. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final String id;
  private final String resource;
  private final transient Map<String, String> headers;

  private Refusal(
      int status, String id, String message, String resource, Map<String, String> headers) {
    super(message, null, false, false);
    this.status = status;
    this.id = id;
    this.resource = resource;
    this.headers = headers;
  }

  static Refusal of(int status, String id, String message) {
    return new Refusal(status, id, message, "", Map.of());
  }

  static Refusal invalid(String message) {
    return of(422, "invalid_params", message);
  }

  static Refusal badRequest(String message) {
    return of(400, "bad_request", message);
  }

  static Refusal notFound(String resource) {
    return new Refusal(
        404,
        "not_found",
        "Couldn't find that " + resource.replace('_', ' ') + ".",
        resource,
        Map.of());
  }

  static Refusal confirm(int status, String app, String message) {
    return new Refusal(
        status, "confirmation_required", message, "", Map.of("X-Confirmation-Required", app));
  }

  /** The world has too many things under way; a limit of the sandbox, not one of Heroku. */
  static Refusal crowded() {
    return of(
        503,
        "service_unavailable",
        "Too much is under way in this sandbox. Let its clock go on before changing more.");
  }

  /** The Data API does not know the database: an answer without a message. */
  static Refusal unknownDatabase() {
    return of(404, "", "");
  }

  int status() {
    return status;
  }

  String id() {
    return id;
  }

  Optional<String> resource() {
    return resource.isEmpty() ? Optional.empty() : Optional.of(resource);
  }

  Map<String, String> headers() {
    return headers;
  }

  String message() {
    return String.valueOf(getMessage());
  }
}
