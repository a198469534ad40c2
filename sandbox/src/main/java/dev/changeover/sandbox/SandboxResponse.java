package dev.changeover.sandbox;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One answer of the sandbox, with what happens to it on the way. Immutable. */
public final class SandboxResponse {
  private static final int LONGEST_KEPT = 8_000;
  private static final Memo<Json.Tree, String> TEXTS = new Memo<>(1_000);

  private final int status;
  private final Map<String, String> headers;
  private final Optional<JsonNode> json;
  private final String text;
  private final Delivery delivery;
  private final Duration delay;

  private SandboxResponse(
      int status,
      Map<String, String> headers,
      Optional<JsonNode> json,
      String text,
      Delivery delivery,
      Duration delay) {
    this.status = status;
    this.headers = headers;
    this.json = json;
    this.text = text;
    this.delivery = delivery;
    this.delay = delay;
  }

  static SandboxResponse json(int status, JsonNode body) {
    return new SandboxResponse(
        status,
        Map.of("Content-Type", "application/json; charset=utf-8"),
        Optional.of(body),
        "",
        Delivery.ARRIVES,
        Duration.ZERO);
  }

  static SandboxResponse rawJson(int status, String body) {
    return new SandboxResponse(
        status,
        Map.of("Content-Type", "application/json; charset=utf-8"),
        Optional.empty(),
        body,
        Delivery.ARRIVES,
        Duration.ZERO);
  }

  /** Returns the same with its text made already, for an answer that is given more than once. */
  SandboxResponse written() {
    String written = json.map(SandboxResponse::text).orElse(text);
    return new SandboxResponse(status, headers, json, written, delivery, delay);
  }

  /** Much of what is told changes for a moment only, and other worlds tell the same. */
  private static String text(JsonNode tree) {
    String text = TEXTS.find(new Json.Tree(tree));
    if (text == null) {
      text = Json.text(tree);
      if (text.length() <= LONGEST_KEPT) {
        TEXTS.put(new Json.Tree(tree), text);
      }
    }
    return text;
  }

  SandboxResponse withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new SandboxResponse(
        status, Collections.unmodifiableMap(more), json, text, delivery, delay);
  }

  SandboxResponse withHeaders(Map<String, String> added) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.putAll(added);
    return new SandboxResponse(
        status, Collections.unmodifiableMap(more), json, text, delivery, delay);
  }

  SandboxResponse delivered(Delivery how) {
    return new SandboxResponse(status, headers, json, text, how, delay);
  }

  SandboxResponse delayed(Duration late) {
    return new SandboxResponse(status, headers, json, text, delivery, late);
  }

  /** Returns the HTTP status. Meaningless unless the answer {@link Delivery#ARRIVES}. */
  public int status() {
    return status;
  }

  /** Returns the headers. */
  public Map<String, String> headers() {
    return headers;
  }

  /** Returns the value of a header, whatever the case of its name. */
  public Optional<String> header(String name) {
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase(name)) {
        return Optional.of(header.getValue());
      }
    }
    return Optional.empty();
  }

  /** Returns the body as text. */
  public String body() {
    return text.isEmpty() ? json.map(Json::text).orElse(text) : text;
  }

  /** Returns the body as a tree, when it is JSON made by the sandbox. Do not change it. */
  Optional<JsonNode> tree() {
    return json;
  }

  /** Returns what happens to the answer on its way. */
  public Delivery delivery() {
    return delivery;
  }

  /** Returns how long the answer is held back, in real time. */
  public Duration delay() {
    return delay;
  }

  @Override
  public String toString() {
    return "SandboxResponse[" + status + ' ' + delivery + ']';
  }
}
