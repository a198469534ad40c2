package dev.changeover.sandbox;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What some values come to, for small functions that depend on nothing else and are asked the same
 * again and again. Once it is full it starts anew. Safe for several threads.
 */
final class Memo<K, V> {
  private static final int MOST = 2_000;
  private final Map<K, V> known = new ConcurrentHashMap<>();

  V of(K key, Function<K, V> function) {
    V value = known.get(key);
    if (value == null) {
      value = function.apply(key);
      if (known.size() >= MOST) {
        known.clear();
      }
      known.put(key, value);
    }
    return value;
  }
}
