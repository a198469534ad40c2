package dev.changeover.sandbox;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What some values come to, for small functions that depend on nothing else and are asked the same
 * again and again. Once it is full it starts anew. Safe for several threads.
 */
final class Memo<K, V> {
  private final Map<K, V> known = new ConcurrentHashMap<>();
  private final int most;

  Memo(int most) {
    this.most = most;
  }

  V of(K key, Function<K, V> function) {
    V value = find(key);
    if (value == null) {
      value = function.apply(key);
      put(key, value);
    }
    return value;
  }

  @Nullable V find(K key) {
    return known.get(key);
  }

  void put(K key, V value) {
    if (known.size() >= most) {
      known.clear();
    }
    known.put(key, value);
  }
}
