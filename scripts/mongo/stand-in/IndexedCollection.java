import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.memory.MemoryCollection;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A collection whose queries, those of updates and deletions included, look only at the documents that an index leads to.
 * Each index is kept a second time, in order: the server's own look up unique keys, and nothing else. What is led to goes
 * through the server's own matching, sorting and limiting, in the order of a scan: the answer is that of a scan.
 */
class IndexedCollection extends MemoryCollection {
  private static final String ID = "_id";
  private static final String ID_INDEX = "_id_";

  /** What the aggregation of this thread filters by first. */
  private static final ThreadLocal<Document> FIRST = new ThreadLocal<>();

  private final Map<String, OrderedKeys> indexes = new LinkedHashMap<>();
  private final LongConsumer onLook;

  /** `onLook` hears how many documents each query looks at. */
  IndexedCollection(
      MongoDatabase database, String name, CollectionOptions options, CursorRegistry cursors, LongConsumer onLook) {
    super(database, name, options, cursors);
    this.onLook = onLook;
  }

  /** Does some work of one thread; an aggregation in it gets only the documents that match `first`, if that is not null. */
  static <T> T readingOnly(Document first, Supplier<T> work) {
    FIRST.set(first);
    try {
      return work.get();
    } finally {
      FIRST.remove();
    }
  }

  @Override
  public Stream<Document> queryAllAsStream() {
    Document first = FIRST.get();
    return first == null ? super.queryAllAsStream() : handleQueryAsStream(first);
  }

  @Override
  public synchronized void addIndex(Index<Integer> index) {
    super.addIndex(index);
    if (indexes.containsKey(index.getName())) return;
    OrderedKeys keys = new OrderedKeys(index.getKeys().stream().map(IndexKey::getKey).toList());
    streamAllDocumentsWithPosition().forEach((found) -> keys.add(found.getDocument(), found.getPosition()));
    indexes.put(index.getName(), keys);
  }

  @Override
  public synchronized void dropIndex(String name) {
    super.dropIndex(name);
    indexes.remove(name);
  }

  @Override
  protected Integer addDocumentInternal(Document document) {
    Integer place = super.addDocumentInternal(document);
    for (OrderedKeys index : indexes.values()) index.add(document, place);
    return place;
  }

  @Override
  protected void handleUpdate(Integer place, Document before, Document after) {
    super.handleUpdate(place, before, after);
    for (OrderedKeys index : indexes.values()) index.move(before, after, place);
  }

  @Override
  protected void removeDocument(Integer place) {
    for (OrderedKeys index : indexes.values()) index.remove(getDocument(place), place);
    super.removeDocument(place);
  }

  @Override
  protected synchronized QueryResult queryDocuments(
      Document query, Document orderBy, int skip, int limit, int batchSize, Document fields) {
    Collection<Integer> places = fewest(waysTo(query, orderBy, limit > 0 ? skip + limit : 0));
    onLook.accept(places == null ? count() : places.size());
    return places == null
        ? matchDocuments(query, orderBy, skip, limit, batchSize, fields)
        : matchDocuments(query, places, orderBy, skip, limit, batchSize, fields);
  }

  /** Ways to all documents that are wanted; `most` is how many of them, 0 for all. */
  private List<Iterator<Integer>> waysTo(Document query, Document orderBy, int most) {
    Demands demands = Demands.of(query);
    List<Iterator<Integer>> ways = waysBy(demands);
    for (List<Demands> alternatives : demands.alternatives()) {
      Collection<Integer> union = unionOf(alternatives, demands);
      if (union != null) ways.add(union.iterator());
    }
    OrderedKeys ids = indexes.get(ID_INDEX);
    if (most > 0 && ids != null && ids.isOrder() && isById(orderBy)) {
      boolean isDescending = ((Number) orderBy.get(ID)).intValue() < 0;
      Iterator<Integer> inOrder = ids.inOrder(demands, isDescending);
      ways.add(new Until<>(inOrder, (place) -> documentMatchesQuery(getDocument(place), query), most));
    }
    return ways;
  }

  private static boolean isById(Document orderBy) {
    return orderBy != null && orderBy.size() == 1 && orderBy.get(ID) instanceof Number;
  }

  private List<Iterator<Integer>> waysBy(Demands demands) {
    List<Iterator<Integer>> ways = new ArrayList<>();
    for (OrderedKeys index : indexes.values()) {
      Iterator<Integer> way = index.lead(demands);
      if (way != null) ways.add(way);
    }
    return ways;
  }

  /** The documents of all alternatives; null when one of them is led to by no index. */
  private Collection<Integer> unionOf(List<Demands> alternatives, Demands others) {
    Collection<Integer> union = new TreeSet<>();
    for (Demands alternative : alternatives) {
      if (waysBy(alternative).isEmpty()) return null;
      union.addAll(fewest(waysBy(alternative.with(others))));
    }
    return union;
  }

  /** Goes all ways at once, as MongoDB tries its plans; the first that ends leads. Null when there is none. */
  private static Collection<Integer> fewest(List<Iterator<Integer>> ways) {
    if (ways.isEmpty()) return null;
    List<List<Integer>> found = ways.stream().map((way) -> (List<Integer>) new ArrayList<Integer>()).toList();
    for (;;) {
      for (int one = 0; one < ways.size(); one++) {
        if (!ways.get(one).hasNext()) return new TreeSet<>(found.get(one));
        found.get(one).add(ways.get(one).next());
      }
    }
  }
}
