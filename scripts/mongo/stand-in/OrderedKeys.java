import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * An index in the order of its keys: of documents with lists there is a key for each element, of two lists for each pair. A
 * document without the first field is not in it: no query by a number or a text wants it.
 */
class OrderedKeys {
  /** Keys of one document, or with few of the values and an end instead of a place where a stretch of keys begins or ends. */
  private record Key(Object[] values, int place) implements Comparable<Key> {
    static final int BEFORE = Integer.MIN_VALUE;
    static final int BEHIND = Integer.MAX_VALUE;

    @Override
    public int compareTo(Key other) {
      int common = Math.min(values.length, other.values.length);
      for (int at = 0; at < common; at++) {
        int order = Keys.compare(values[at], other.values[at]);
        if (order != 0) return order;
      }
      return Integer.compare(place, other.place);
    }
  }

  private final List<String> paths;
  private final List<String[]> parts;
  private final TreeSet<Key> keys = new TreeSet<>();
  /** By path: how many of its parts lead to the last list that was seen on it, 0 when there was none. */
  private final int[] lists;
  private boolean isOrder = true;

  OrderedKeys(List<String> paths) {
    this.paths = paths;
    this.parts = paths.stream().map((path) -> path.split("\\.")).toList();
    this.lists = new int[paths.size()];
  }

  void add(Document document, int place) {
    for (Object[] values : keysOf(document)) {
      keys.add(new Key(values, place));
      if (values[0] == Keys.UNKNOWN) isOrder = false;
    }
  }

  void remove(Document document, int place) {
    for (Object[] values : keysOf(document)) keys.remove(new Key(values, place));
  }

  /** What a document at a place has become. */
  void move(Document before, Document after, int place) {
    if (Arrays.deepEquals(keysOf(before).toArray(), keysOf(after).toArray())) return;
    remove(before, place);
    add(after, place);
  }

  /** Whether the order of its keys is that of the values: those that are neither numbers nor texts have none. */
  boolean isOrder() {
    return isOrder;
  }

  /** The places of all documents that may meet the demands; null when the demands say nothing of its first field. */
  Iterator<Integer> lead(Demands demands) {
    List<Object[]> beginnings = List.<Object[]>of(new Object[0]);
    for (int at = 0; at < paths.size(); at++) {
      Demands.Values values = valuesAt(at, demands);
      if (values == null) {
        Demands.Range range = rangeAt(at, demands);
        return range == null && at == 0 ? null : placesOf(stretches(beginnings, range));
      }
      beginnings = extended(beginnings, values.anyOf());
    }
    return placesOf(stretches(beginnings, null));
  }

  /** The places in the order of the first field, those aside that the demands exclude by it. */
  Iterator<Integer> inOrder(Demands demands, boolean isDescending) {
    Demands.Range range = rangeAt(0, demands);
    NavigableSet<Key> within = range == null ? keys : stretches(List.<Object[]>of(new Object[0]), range).get(0);
    return placesOf(List.of(isDescending ? within.descendingSet() : within));
  }

  private Demands.Values valuesAt(int at, Demands demands) {
    return demands.values().stream()
        .filter((values) -> values.path().equals(paths.get(at)))
        .min((one, other) -> Integer.compare(one.anyOf().size(), other.anyOf().size()))
        .orElse(null);
  }

  /** Of a list different elements may be at the two ends: then only one end is of use. */
  private Demands.Range rangeAt(int at, Demands demands) {
    for (Demands.Range range : demands.ranges()) {
      if (!range.path().equals(paths.get(at))) continue;
      boolean isOpen = range.from() == null || range.to() == null || lists[at] <= range.together();
      return isOpen ? range : new Demands.Range(range.path(), range.from(), null, range.together());
    }
    return null;
  }

  private static List<Object[]> extended(List<Object[]> beginnings, List<Object> values) {
    List<Object[]> all = new ArrayList<>();
    for (Object[] beginning : beginnings) for (Object value : values) all.add(with(beginning, value));
    return all;
  }

  private static Object[] with(Object[] beginning, Object value) {
    Object[] longer = Arrays.copyOf(beginning, beginning.length + 1);
    longer[beginning.length] = value;
    return longer;
  }

  private List<NavigableSet<Key>> stretches(List<Object[]> beginnings, Demands.Range range) {
    return beginnings.stream().map((beginning) -> {
      if (range == null) return between(beginning, beginning);
      Object from = range.from() == null ? Keys.beforeAllLike(range.to()) : range.from();
      Object to = range.to() == null ? Keys.behindAllLike(range.from()) : range.to();
      if (Keys.compare(from, to) > 0) return Collections.<Key>emptyNavigableSet();
      return between(with(beginning, from), with(beginning, to));
    }).toList();
  }

  private NavigableSet<Key> between(Object[] from, Object[] to) {
    return keys.subSet(new Key(from, Key.BEFORE), true, new Key(to, Key.BEHIND), true);
  }

  /** Each stretch is looked at when it is its turn: who goes another way need not pay for all. */
  private static Iterator<Integer> placesOf(List<NavigableSet<Key>> stretches) {
    Iterator<NavigableSet<Key>> next = stretches.iterator();
    return new Iterator<>() {
      private Iterator<Key> current = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        while (!current.hasNext() && next.hasNext()) current = next.next().iterator();
        return current.hasNext();
      }

      @Override
      public Integer next() {
        return hasNext() ? current.next().place() : null;
      }
    };
  }

  private List<Object[]> keysOf(Document document) {
    List<Object[]> all = List.<Object[]>of(new Object[0]);
    for (int at = 0; at < paths.size(); at++) {
      List<Object> values = new ArrayList<>();
      collect(document, at, 0, values);
      if (values.isEmpty() && at == 0) return List.of();
      if (values.isEmpty()) values.add(null);
      all = extended(all, values);
    }
    return all;
  }

  /** The values that a field of the index has below `value`, where `depth` parts of its path lead. */
  private void collect(Object value, int at, int depth, List<Object> values) {
    String[] path = parts.get(at);
    if (value instanceof Collection<?> elements) {
      lists[at] = Math.max(lists[at], depth);
      for (Object element : elements) {
        if (depth == path.length || element instanceof Document) collect(element, at, depth, values);
      }
    } else if (depth == path.length) {
      values.add(Keys.of(value));
    } else if (value instanceof Document document && document.containsKey(path[depth])) {
      collect(document.get(path[depth]), at, depth + 1, values);
    }
  }
}
