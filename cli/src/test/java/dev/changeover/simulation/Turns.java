package dev.changeover.simulation;

import dev.changeover.sandbox.WorldClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is. Operators run on threads of their own, but only one at a time, and it says
 * itself when another may go on: so everything happens in an order that follows from the case. A
 * single operator needs no thread. While all sleep the clock moves to the next moment at which
 * something is to happen.
 */
final class Turns {
  private static final Duration LONGEST = Duration.ofDays(400);
  private final WorldClock clock;
  private final long end;
  private final List<Player> players = new ArrayList<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private long numbers;
  private @Nullable Player current;

  Turns(WorldClock clock) {
    this.clock = clock;
    this.end = clock.now().plus(LONGEST).toEpochMilli();
  }

  private record Event(long at, long number, Runnable action) {}

  /** One who takes turns. */
  private static final class Player {
    final Semaphore gate = new Semaphore(0);
    long wakesAt;
    boolean ended;
    @Nullable Throwable failure;
  }

  /** Lets something happen after so many seconds, whoever's turn it is then. */
  void after(long seconds, Runnable action) {
    events.add(new Event(now() + seconds * 1000, numbers++, action));
  }

  private long now() {
    return clock.now().toEpochMilli();
  }

  /** Moves the clock, letting what is due happen in between. */
  private void moveTo(long moment) {
    if (moment > end) {
      throw new IllegalStateException("the run goes on for more than " + LONGEST);
    }
    while (!events.isEmpty() && events.peek().at() <= moment) {
      Event event = events.poll();
      clock.advance(Duration.ofMillis(Math.max(0, event.at() - now())));
      event.action().run();
    }
    clock.advance(Duration.ofMillis(Math.max(0, moment - now())));
  }

  /** Whoever has the turn sleeps, and others may go on. */
  void sleep(Duration duration) {
    long until = now() + duration.toMillis();
    Player me = current;
    if (me == null || alone()) {
      moveTo(until);
      return;
    }
    me.wakesAt = until;
    pass(me);
  }

  /** Whoever has the turn lets the other go on, if there is one that does not sleep. */
  void giveWay() {
    Player me = current;
    if (me == null || alone()) {
      return;
    }
    Optional<Player> other = players.stream().filter(each -> each != me && !each.ended).findFirst();
    if (other.isPresent()) {
      // It sleeps at the most until the other sleeps longer.
      me.wakesAt = Math.max(now(), other.get().wakesAt);
      give(other.get(), me);
    }
  }

  private boolean alone() {
    int going = 0;
    for (Player player : players) {
      going += player.ended ? 0 : 1;
    }
    return going <= 1;
  }

  private void pass(Player me) {
    Player next =
        players.stream()
            .filter(each -> !each.ended)
            .min(Comparator.comparingLong(each -> each.wakesAt))
            .orElse(me);
    give(next, me);
  }

  private void give(Player next, Player me) {
    moveTo(next.wakesAt);
    if (next != me) {
      current = next;
      next.gate.release();
      me.gate.acquireUninterruptibly();
    }
  }

  /** Runs the first, and the second from the moment on when it is started. */
  void run(Runnable first) {
    start(first);
    Player player = players.get(0);
    current = player;
    player.gate.release();
    finish();
  }

  /** Adds one who goes on from now; the one whose turn it is goes on first. */
  void start(Runnable task) {
    Player player = new Player();
    player.wakesAt = now();
    players.add(player);
    Thread thread =
        new Thread(
            () -> {
              player.gate.acquireUninterruptibly();
              try {
                task.run();
              } catch (Throwable failure) {
                player.failure = failure;
              }
              player.ended = true;
              leave();
            },
            "operator " + players.size());
    thread.setDaemon(true);
    thread.start();
  }

  private final Semaphore allEnded = new Semaphore(0);

  private void leave() {
    Optional<Player> next =
        players.stream()
            .filter(each -> !each.ended)
            .min(Comparator.comparingLong(each -> each.wakesAt));
    if (next.isEmpty()) {
      current = null;
      allEnded.release();
      return;
    }
    try {
      moveTo(next.get().wakesAt);
    } finally {
      current = next.get();
      next.get().gate.release();
    }
  }

  private void finish() {
    allEnded.acquireUninterruptibly();
    players.forEach(
        player -> {
          if (player.failure instanceof RuntimeException failure) {
            throw failure;
          }
          if (player.failure instanceof Error failure) {
            throw failure;
          }
        });
    players.clear();
  }
}
