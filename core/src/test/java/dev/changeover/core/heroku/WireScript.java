package dev.changeover.core.heroku;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The far end of the wire: answers by path, in the order given, the last one again and again. What
 * it was not told of does not exist.
 */
final class WireScript implements Transport {
  final List<Request> requests = new ArrayList<>();
  private final Map<String, Deque<Reply>> replies = new HashMap<>();

  /** What happens to one request. */
  interface Reply {
    Answer to(Request request) throws IOException;
  }

  @Override
  public Answer exchange(Request request) throws IOException {
    requests.add(request);
    Deque<Reply> left = replies.get(request.uri().getPath());
    if (left == null) {
      return answer(404, "{\"id\":\"not_found\",\"message\":\"Couldn't find that.\"}");
    }
    Reply reply = left.size() > 1 ? left.removeFirst() : left.getFirst();
    return reply.to(request);
  }

  /** Replaces what is answered for a path. */
  WireScript on(String path, Reply... inOrder) {
    replies.put(path, new ArrayDeque<>(List.of(inOrder)));
    return this;
  }

  WireScript on(String path, int status, String body) {
    return on(path, request -> answer(status, body));
  }

  WireScript on(String path, String body) {
    return on(path, 200, body);
  }

  static Answer answer(int status, String body) {
    return new Answer(status, Map.of("Content-Type", "application/json"), body);
  }

  static Answer answer(int status, String body, String header, String value) {
    return new Answer(status, Map.of("Content-Type", "application/json", header, value), body);
  }

  static Reply replying(int status, String body) {
    return request -> answer(status, body);
  }

  static Reply breaking(IOException problem) {
    return request -> {
      throw problem;
    };
  }

  /** Returns the paths asked for, in order. */
  List<String> paths() {
    return requests.stream().map(request -> request.uri().getPath()).toList();
  }

  /** Returns the requests for one path. */
  List<Request> to(String path) {
    return requests.stream().filter(request -> request.uri().getPath().equals(path)).toList();
  }
}
