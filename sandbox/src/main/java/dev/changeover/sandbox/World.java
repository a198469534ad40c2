package dev.changeover.sandbox;

import dev.changeover.sandbox.scenario.Plan;
import dev.changeover.sandbox.scenario.Scenario;
import dev.changeover.sandbox.scenario.Timing;
import dev.changeover.sandbox.scenario.WorldFault;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Everything that exists, and what will happen to it. The world moves only when it is settled: then
 * all events that have become due happen in order, each at its own time.
 */
final class World {
  private static final int HISTORY_LIMIT = 5_000;
  private static final int LONGEST_NOTE = 200;
  private static final int MOST_DUE = 20_000;
  final Scenario scenario;
  final WorldClock clock;
  final Minter minter;
  final Reliance reliance = new Reliance();
  final Faults faults;
  final Writes writes;
  final Processes processes;
  final Attachments attachments;
  final Postgres postgres;
  final Map<String, App> appsByName = new LinkedHashMap<>();
  final Map<String, App> appsById = new LinkedHashMap<>();
  final Map<String, AddOn> addOnsByName = new LinkedHashMap<>();
  final Map<String, AddOn> addOnsById = new LinkedHashMap<>();
  final Map<String, Attachment> attachmentsById = new LinkedHashMap<>();
  final Set<String> namesOfDestroyed = new LinkedHashSet<>();
  final String accountId;
  private final ArrayDeque<Happening> history = new ArrayDeque<>();
  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
  private long events;
  private long happenings;
  private long time;
  private final Map<Area, Long> changes = new EnumMap<>(Area.class);

  /** Something that will happen, and what it can change. */
  private record Due(long at, long number, Set<Area> areas, Runnable action) {}

  World(Scenario scenario, WorldClock clock, long seed) {
    this.scenario = scenario;
    this.clock = clock;
    minter = new Minter(seed);
    faults = new Faults(scenario.faults(), new Minter(seed ^ 0x5DEECE66DL), reliance);
    writes = new Writes(this);
    processes = new Processes(this);
    attachments = new Attachments(this);
    postgres = new Postgres(this);
    time = clock.millis();
    accountId = minter.uuid();
    new Genesis(this).build();
  }

  /** Lets everything happen that is due. */
  void settle() {
    long now = clock.millis();
    while (!queue.isEmpty() && queue.peek().at() <= now) {
      Due due = queue.poll();
      moveTo(due.at());
      changed(due.areas());
      due.action().run();
    }
    moveTo(now);
    writes.sumUp();
  }

  private void moveTo(long moment) {
    if (moment > time) {
      writes.accrue(time, moment);
      time = moment;
    }
  }

  long time() {
    reliance.holdsUntil(time + 1);
    return time;
  }

  /** Returns whether it is {@code moment} or later; once it is, it stays so. */
  boolean reached(long moment) {
    if (time < moment) {
      reliance.holdsUntil(moment);
    }
    return time >= moment;
  }

  /** Returns when the minute began that it is. */
  long minute() {
    long begin = time - Math.floorMod(time, 60_000L);
    reliance.holdsUntil(begin + 60_000);
    return begin;
  }

  /** Notes that these may be about to change, so that no answer from before about them holds. */
  void changed(Set<Area> areas) {
    for (Area area : areas) {
      changes.merge(area, 1L, Long::sum);
    }
  }

  /** Returns a number that rises whenever anything but time and writes changes in these areas. */
  long revision(Set<Area> areas) {
    long sum = faults.occasions();
    for (Area area : areas) {
      sum += changes.getOrDefault(area, 0L);
    }
    return sum;
  }

  void after(long millis, Runnable action) {
    after(millis, Area.ALL, action);
  }

  /** Lets something happen that changes dynos and their sessions, and nothing else. */
  void afterInDynos(long millis, Runnable action) {
    after(millis, Set.of(Area.DYNOS), action);
  }

  private void after(long millis, Set<Area> areas, Runnable action) {
    queue.add(new Due(time + millis, events++, areas, action));
  }

  /** Lets something happen after the time this takes; returns that time in milliseconds. */
  long after(Timing.Activity activity, Runnable action) {
    long millis = duration(activity);
    after(millis, action);
    return millis;
  }

  /** The same for what changes what databases do, and nothing else. */
  long afterInDatabases(Timing.Activity activity, Runnable action) {
    long millis = duration(activity);
    after(millis, Set.of(Area.DATABASES), action);
    return millis;
  }

  long duration(Timing.Activity activity) {
    return minter.millis(scenario.timing().of(activity));
  }

  boolean faulty(WorldFault fault, String target) {
    return faults.happens(fault, target);
  }

  /** Returns whether so much is still to happen that no more should be begun. */
  boolean crowded() {
    return queue.size() >= MOST_DUE;
  }

  void happened(String what) {
    happened(Happening.Kind.OTHER, "", "", what, 0);
  }

  void happened(Happening.Kind kind, AddOn addOn, String about, long amount) {
    happened(kind, "", addOn.name, about, amount);
  }

  void happened(Happening.Kind kind, App app, String about, long amount) {
    happened(kind, app.name, "", about, amount);
  }

  void happened(Happening.Kind kind, String app, String addOn, String about, long amount) {
    if (history.size() == HISTORY_LIMIT) {
      history.removeFirst();
    }
    String note =
        about.length() > LONGEST_NOTE ? about.substring(0, LONGEST_NOTE) + "\u2026" : about;
    history.addLast(
        new Happening(++happenings, Instant.ofEpochMilli(time), kind, app, addOn, note, amount));
  }

  List<Happening> history() {
    return List.copyOf(history);
  }

  /** Returns what happened after the happening with that number, oldest first. */
  List<Happening> historyAfter(long number) {
    if (happenings == number) {
      return List.of();
    }
    ArrayDeque<Happening> found = new ArrayDeque<>();
    for (var newest = history.descendingIterator(); newest.hasNext(); ) {
      Happening one = newest.next();
      if (one.number() <= number) {
        break;
      }
      found.addFirst(one);
    }
    return List.copyOf(found);
  }

  App app(String nameOrId) {
    App found = appsByName.get(nameOrId);
    if (found == null) {
      found = appsById.get(nameOrId);
    }
    if (found == null) {
      throw Refusal.notFound("app");
    }
    return found;
  }

  Optional<AddOn> findAddOn(String nameOrId) {
    AddOn found = addOnsByName.get(nameOrId);
    return Optional.ofNullable(found == null ? addOnsById.get(nameOrId) : found);
  }

  AddOn addOn(String nameOrId) {
    return findAddOn(nameOrId).orElseThrow(() -> Refusal.notFound("add_on"));
  }

  /** Returns an add-on that the app owns or is attached to. */
  AddOn addOn(App app, String nameOrId) {
    AddOn found = addOn(nameOrId);
    boolean attached = found.app == app;
    for (Attachment attachment : app.attachments) {
      attached |= attachment.addOn == found;
    }
    if (!attached) {
      throw Refusal.notFound("add_on");
    }
    return found;
  }

  /** Returns all attachments of an add-on, in every app. */
  List<Attachment> attachmentsOf(AddOn addOn) {
    List<Attachment> found = new ArrayList<>();
    for (App app : apps()) {
      for (Attachment attachment : app.attachments) {
        if (attachment.addOn == addOn) {
          found.add(attachment);
        }
      }
    }
    return found;
  }

  Collection<App> apps() {
    return appsByName.values();
  }

  Collection<AddOn> addOns() {
    return addOnsByName.values();
  }

  List<Database> databases() {
    List<Database> found = new ArrayList<>();
    for (AddOn addOn : addOnsByName.values()) {
      addOn.database().ifPresent(found::add);
    }
    return found;
  }

  Plan plan(String slug) {
    return scenario
        .plan(slug)
        .orElseThrow(
            () ->
                Refusal.invalid(
                    "Couldn't find either the add-on service or the add-on plan of "
                        + "\"heroku-postgresql:"
                        + Redaction.text(slug)
                        + "\"."));
  }

  void register(AddOn addOn) {
    addOnsByName.put(addOn.name, addOn);
    addOnsById.put(addOn.id, addOn);
  }

  void forget(AddOn addOn) {
    addOnsByName.remove(addOn.name);
    addOnsById.remove(addOn.id);
    addOn.database().ifPresent(Database::empty);
    if (namesOfDestroyed.size() == HISTORY_LIMIT) {
      namesOfDestroyed.remove(namesOfDestroyed.iterator().next());
    }
    namesOfDestroyed.add(addOn.name);
  }
}
