package dev.changeover.sandbox.scenario;

/** A scenario that cannot be used. The message names the place, the mistake and the remedy. */
public final class ScenarioException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String place;

  ScenarioException(String place, String mistake, String remedy) {
    super(place + ": " + mistake + ". " + remedy + ".");
    this.place = place;
  }

  /** Returns the key path (such as {@code apps.shop.formation.web.quantity}) or the line. */
  public String place() {
    return place;
  }
}
