package dev.changeover.core.desired;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "~", "null", "Null", "NULL"})
  void nothing(String text) {
    assertThat(Plain.of(text)).isEqualTo(Plain.NULL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "True", "TRUE", "false", "False", "FALSE"})
  void truth(String text) {
    assertThat(Plain.of(text)).isEqualTo(Plain.BOOLEAN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0", "15", "-15", "99999999999999999999999"})
  void wholeNumbers(String text) {
    assertThat(Plain.of(text)).isEqualTo(Plain.INTEGER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"15.5", "-0.1", "13.13"})
  void numbers(String text) {
    assertThat(Plain.of(text)).isEqualTo(Plain.NUMBER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yes",
        "No",
        "ON",
        "off",
        "y",
        "N",
        "015",
        "00",
        "-01",
        "1_5",
        "0xF",
        "0o17",
        "0b11",
        "+15",
        "15e0",
        "1.5e3",
        "15.0",
        "15.",
        ".5",
        "1:30",
        "190:20:30",
        ".inf",
        "-.INF",
        ".nan"
      })
  void whatReadersDoNotAgreeOn(String text) {
    assertThat(Plain.of(text)).isEqualTo(Plain.TRAP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"one", "60m", "13.13.1", "standard-0", "nope", "truthy", "0xG", "1:99", "-", "_1"})
  void text(String text) {
    assertThat(Plain.of(text)).isEqualTo(Plain.TEXT);
  }
}
