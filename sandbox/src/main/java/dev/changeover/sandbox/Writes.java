package dev.changeover.sandbox;

import dev.changeover.sandbox.scenario.Timing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who writes what into which database, and how far followers are. Amounts are millionths of a write
 * so that rates times milliseconds stay exact, whenever somebody looks.
 */
final class Writes {
  private static final long PROTOCOL_BACKLOG = 20_000;

  /** The newest are kept apart, so that what is lost can be told by database. */
  private static final int KEPT_APART = 200;

  private final World world;
  private final List<Session> sessions = new ArrayList<>();
  private final Map<String, WriteStream> streams = new LinkedHashMap<>();
  private final List<Database> followers = new ArrayList<>();
  private final long replayInterval;
  private long moves;

  Writes(World world) {
    this.world = world;
    long interval = world.scenario.timing().of(Timing.Activity.REPLAY_INTERVAL).most().toMillis();
    replayInterval = Math.max(1, interval);
  }

  Session open(App app, App.ProcessType process, Database database) {
    WriteStream stream = stream(app, database);
    Session session = new Session(app, process.type, database, stream, process.writesPerMilli);
    sessions.add(session);
    return session;
  }

  private WriteStream stream(App app, Database database) {
    String key = app.id + database.addOn.id + database.epoch;
    WriteStream stream = streams.computeIfAbsent(key, made -> new WriteStream(app, database));
    database.held.putIfAbsent(stream, 0L);
    return stream;
  }

  /** Empties a database. What is written from now on is numbered apart from what was before. */
  void erase(Database database) {
    database.held.clear();
    database.epoch++;
    for (Session session : sessions) {
      if (session.database == database) {
        session.stream = stream(session.app, database);
      }
    }
  }

  /**
   * Adds up the oldest streams that are over. Every database then holds of the sum what it held of
   * its parts in whole writes, so none that is missing can hide.
   */
  void sumUp() {
    if (streams.size() <= KEPT_APART) {
      return;
    }
    List<WriteStream> over =
        streams.values().stream()
            .filter(WriteStream::over)
            .limit(streams.size() - KEPT_APART)
            .toList();
    if (over.isEmpty()) {
      return;
    }
    streams.values().removeAll(Set.copyOf(over));
    List<Database> databases = world.databases();
    for (WriteStream stream : over) {
      WriteStream sum = streams.computeIfAbsent(stream.app.id, made -> new WriteStream(stream.app));
      sum.acknowledged += WriteStream.whole(stream.acknowledged);
      for (Database database : databases) {
        Long held = database.held.remove(stream);
        if (held != null) {
          database.held.merge(sum, WriteStream.whole(held), Long::sum);
        }
      }
    }
  }

  void close(Session session) {
    sessions.remove(session);
  }

  /** Ends the sessions of dynos that have gone; those of running dynos connect again at once. */
  int reset(Database database) {
    int before = sessions.size();
    sessions.removeIf(session -> session.database == database && session.orphaned);
    return before - sessions.size();
  }

  int sessionsOf(Database database) {
    world.reliance.onDynos();
    int count = 0;
    for (Session session : sessions) {
      count += session.database == database ? 1 : 0;
    }
    return count;
  }

  void follow(Database follower) {
    followers.add(follower);
  }

  /** Lets writes happen between two moments in which nothing else changes. */
  void accrue(long from, long to) {
    boolean active = false;
    for (Session session : sessions) {
      long rate = session.rate();
      session.stream.rate += rate;
      active |= rate > 0;
    }
    if (active) {
      moves++;
      long replayed = Math.floorDiv(to, replayInterval) * replayInterval;
      for (Database follower : followers) {
        if (follower.streaming && replayed > from) {
          replay(follower, replayed - from);
        }
      }
      for (Session session : sessions) {
        WriteStream stream = session.stream;
        if (stream.rate > 0) {
          long amount = stream.rate * (to - from);
          stream.acknowledged += amount;
          stream.origin.orElseThrow().held.merge(stream, amount, Long::sum);
          stream.rate = 0;
        }
      }
      return;
    }
    if (!followers.isEmpty()) {
      catchUpStreaming(to, from);
    }
  }

  /** Returns a number that rises whenever time alone changes what was written or replayed. */
  long moves() {
    return moves;
  }

  private void catchUpStreaming(long to, long from) {
    long replayed = Math.floorDiv(to, replayInterval) * replayInterval;
    for (Database follower : followers) {
      if (follower.streaming && replayed > from) {
        replay(follower, 0);
      }
    }
  }

  private void replay(Database follower, long millis) {
    Database leader = follower.leader.orElseThrow();
    for (WriteStream stream : leader.held.keySet()) {
      long replayed = leader.heldOf(stream) + stream.rate * millis;
      Long before = follower.held.put(stream, replayed);
      moves += before == null || before != replayed ? 1 : 0;
    }
  }

  /** Makes a copy of a database as it is now. */
  void copy(Database source, Database target) {
    erase(target);
    target.held.putAll(heldNow(source));
  }

  /** Makes a follower hold everything its leader does. */
  void caughtUp(Database follower) {
    follower.held.putAll(follower.leader.orElseThrow().held);
    follower.streaming = true;
  }

  /** Separates a follower from its leader with exactly what it has replayed. */
  void separate(Database follower) {
    Map<WriteStream, Long> now = heldNow(follower);
    follower.held.clear();
    follower.held.putAll(now);
    follower.streaming = false;
    followers.remove(follower);
  }

  private Map<WriteStream, Long> heldNow(Database database) {
    world.reliance.onWrites();
    if (database.leader.isEmpty() || database.streaming) {
      return new HashMap<>(database.held);
    }
    Database leader = database.leader.get();
    Map<WriteStream, Long> now = new HashMap<>();
    for (WriteStream stream : leader.held.keySet()) {
      long behind = leader.heldOf(stream) - database.heldOf(stream);
      now.put(stream, leader.heldOf(stream) - shrunk(database, behind));
    }
    return now;
  }

  private long shrunk(Database follower, long behind) {
    long span = follower.busyUntil - follower.busyFrom;
    if (follower.stage != Database.Stage.CATCHING_UP || span <= 0) {
      return behind;
    }
    long left = follower.busyUntil - world.time();
    if (left >= span) {
      return behind;
    }
    return left <= 0 ? 0 : (long) ((double) behind * left / span);
  }

  /** Returns how many commits a follower is behind its leader. */
  long lag(Database follower) {
    Database leader = follower.leader.orElseThrow();
    Map<WriteStream, Long> now = heldNow(follower);
    long behind = 0;
    for (Map.Entry<WriteStream, Long> entry : leader.held.entrySet()) {
      long replayed = now.getOrDefault(entry.getKey(), 0L);
      behind += entry.getValue() / WriteStream.WRITE - replayed / WriteStream.WRITE;
    }
    if (follower.stage == Database.Stage.CATCHING_UP) {
      long rest = shrunk(follower, PROTOCOL_BACKLOG * WriteStream.WRITE);
      return Math.max(1, behind + rest / WriteStream.WRITE);
    }
    return follower.stuckBehind ? behind + PROTOCOL_BACKLOG : behind;
  }

  /** Returns the number of the last commit a database has, as transaction ids go. */
  long position(Database database) {
    long sum = 269_601_263L;
    for (long amount : heldNow(database).values()) {
      sum += amount / WriteStream.WRITE;
    }
    return sum;
  }

  /** Returns how many writes of an app were acknowledged. */
  long acknowledged(App app) {
    world.reliance.onWrites();
    long sum = 0;
    for (WriteStream stream : streams.values()) {
      sum += stream.app == app ? stream.acknowledged / WriteStream.WRITE : 0;
    }
    return sum;
  }

  /** Returns the acknowledged writes of an app that a database lacks, as ranges. */
  List<Missing> missing(App app, Database database) {
    Map<WriteStream, Long> now = heldNow(database);
    List<Missing> missing = new ArrayList<>();
    for (WriteStream stream : streams.values()) {
      long all = stream.acknowledged / WriteStream.WRITE;
      long has = now.getOrDefault(stream, 0L) / WriteStream.WRITE;
      if (stream.app == app && has < all) {
        missing.add(new Missing(stream.servedBy(), has + 1, all));
      }
    }
    return missing;
  }

  /**
   * Acknowledged writes a database lacks.
   *
   * @param servedBy the database that acknowledged them
   * @param first number of the first, counted from one
   * @param last number of the last
   */
  record Missing(String servedBy, long first, long last) {
    long count() {
      return last - first + 1;
    }
  }
}
