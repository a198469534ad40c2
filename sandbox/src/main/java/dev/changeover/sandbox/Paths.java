package dev.changeover.sandbox;

import java.util.List;

/** Splits and compares paths. */
final class Paths {
  private Paths() {}

  static List<String> parts(String path) {
    return List.of(path.substring(1).split("/", 20));
  }

  /** Returns whether a path has no empty or dotted part and no part that hides a slash. */
  static boolean plain(String path) {
    if (!path.startsWith("/") || path.length() > 2000 || path.indexOf('\\') >= 0) {
      return false;
    }
    if (path.contains("/.")) {
      for (String part : path.substring(1).split("/", -1)) {
        if (part.equals("..") || part.equals(".")) {
          return false;
        }
      }
    }
    return !path.contains("//");
  }

  static boolean matches(String wantedMethod, String pattern, String method, String path) {
    if (!wantedMethod.equals("*") && !wantedMethod.equals(method)) {
      return false;
    }
    List<String> wanted = parts(pattern);
    List<String> parts = parts(path);
    for (int i = 0; i < wanted.size(); i++) {
      if (wanted.get(i).equals("**") && i == wanted.size() - 1) {
        return true;
      }
      boolean same =
          i < parts.size() && (wanted.get(i).equals("*") || wanted.get(i).equals(parts.get(i)));
      if (!same) {
        return false;
      }
    }
    return wanted.size() == parts.size();
  }
}
