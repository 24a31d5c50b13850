/**
 * Values as indexes have them, in order: nothing, numbers, texts, and what is known to be neither. By numbers and texts
 * documents are looked up; all others are one value.
 */
final class Keys {
  /** A date, a list in a list, true: what no look-up goes by. */
  static final Object UNKNOWN = new Object();

  /** Before or behind all values of a kind. */
  private record End(int kind, int side) {}

  private Keys() {}

  /** Null stays null; numbers are equal whatever their types. */
  static Object of(Object value) {
    // So -0 is 0.
    if (value instanceof Number number) return number.doubleValue() + 0.0;
    return value == null || value instanceof String ? value : UNKNOWN;
  }

  /** What is no number and no text limits nothing. */
  static Object later(Object limit, Object value) {
    Object key = of(value);
    if (key == null || key == UNKNOWN) return limit;
    return limit == null || compare(limit, key) < 0 ? key : limit;
  }

  static Object earlier(Object limit, Object value) {
    Object key = of(value);
    if (key == null || key == UNKNOWN) return limit;
    return limit == null || compare(limit, key) > 0 ? key : limit;
  }

  static Object beforeAllLike(Object key) {
    return new End(kindOf(key), -1);
  }

  static Object behindAllLike(Object key) {
    return new End(kindOf(key), 1);
  }

  static int compare(Object one, Object other) {
    int kinds = Integer.compare(kindOf(one), kindOf(other));
    if (kinds != 0) return kinds;
    if (one instanceof End || other instanceof End) return Integer.compare(sideOf(one), sideOf(other));
    if (one instanceof Double number) return number.compareTo((Double) other);
    return one instanceof String text ? text.compareTo((String) other) : 0;
  }

  private static int kindOf(Object key) {
    if (key == null) return 0;
    if (key instanceof End end) return end.kind;
    if (key instanceof Double) return 1;
    return key instanceof String ? 2 : 3;
  }

  private static int sideOf(Object key) {
    return key instanceof End end ? end.side : 0;
  }
}
