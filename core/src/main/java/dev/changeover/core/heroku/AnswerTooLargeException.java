package dev.changeover.core.heroku;

import java.io.IOException;

/** Says that an answer was larger than any that Heroku has reason to send. */
final class AnswerTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  AnswerTooLargeException(int limit) {
    super("the answer is larger than " + limit + " bytes");
  }
}
