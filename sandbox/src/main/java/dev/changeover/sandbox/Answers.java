package dev.changeover.sandbox;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Remembers answers to GET requests for as long as the world would give them again: until anything
 * changes in the areas that they tell of, or time alone would change them. Most of what a waiting
 * client asks was asked just before. What the handler of such a request asks of the world's time,
 * writes and faults is noted by these; it must depend on nothing else that changes by itself, and
 * change nothing.
 */
final class Answers {
  /** What was not asked for longest is forgotten first. */
  private static final int MOST = 200;

  /** Headers that tell requests and programs apart; they go to the log alone. */
  private static final Set<String> NO_MATTER = Set.of("request-id", "user-agent");

  private final World world;
  private final Map<String, Kept> byPath = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * A remembered answer.
   *
   * @param areas of the world that it tells of
   * @param revision of these when it was given
   * @param end when time alone may change it
   * @param writes the moves of the writes that it tells of; empty if it tells of none
   */
  record Kept(
      Call call,
      Route route,
      SandboxResponse response,
      Set<Area> areas,
      long revision,
      long end,
      OptionalLong writes) {
    private boolean holds(World world) {
      return revision == world.revision(areas)
          && !world.reached(end)
          && (writes.isEmpty() || writes.getAsLong() == world.writes.moves());
    }
  }

  Answers(World world) {
    this.world = world;
  }

  /** Returns the answer that the world would give to {@code request} again, if it is known. */
  Optional<Kept> find(SandboxRequest request) {
    return last(request)
        .filter(kept -> kept.holds(world))
        .filter(kept -> isSame(kept.call().request, request));
  }

  /** Lets the route answer, and remembers the answer if it may be given again. */
  SandboxResponse answer(Call call, Route route) {
    SandboxRequest request = call.request;
    if (!request.method().equals("GET") || !request.body().isEmpty()) {
      return route.handler().answer(call);
    }
    world.reliance.begin();
    SandboxResponse response = route.handler().answer(call);
    if (world.reliance.isOnChance()) {
      return response;
    }
    OptionalLong writes =
        world.reliance.isOnWrites() ? OptionalLong.of(world.writes.moves()) : OptionalLong.empty();
    Set<Area> areas = EnumSet.noneOf(Area.class);
    areas.addAll(Area.toldBy(route));
    if (world.reliance.isOnDynos()) {
      areas.add(Area.DYNOS);
    }
    SandboxResponse written = response.written();
    byPath.put(
        request.path(),
        new Kept(call, route, written, areas, world.revision(areas), world.reliance.end(), writes));
    if (byPath.size() > MOST) {
      byPath.remove(byPath.keySet().iterator().next());
    }
    return written;
  }

  private Optional<Kept> last(SandboxRequest request) {
    return request.method().equals("GET")
        ? Optional.ofNullable(byPath.get(request.path()))
        : Optional.empty();
  }

  /** Returns whether two requests for one path differ in nothing that an answer depends on. */
  private static boolean isSame(SandboxRequest one, SandboxRequest other) {
    if (!other.body().isEmpty()
        || !one.query().equals(other.query())
        || one.headers().size() != other.headers().size()) {
      return false;
    }
    for (Map.Entry<String, String> header : one.headers().entrySet()) {
      String name = header.getKey();
      String value = other.headers().get(name);
      if (value == null || !(NO_MATTER.contains(name) || value.equals(header.getValue()))) {
        return false;
      }
    }
    return true;
  }
}
