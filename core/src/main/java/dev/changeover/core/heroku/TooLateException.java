package dev.changeover.core.heroku;

import java.io.IOException;

/** A request was not sent, because what it was decided from had become too old. */
public final class TooLateException extends IOException {
  private static final long serialVersionUID = 1L;

  public TooLateException() {
    super("too late to be sent");
  }
}
