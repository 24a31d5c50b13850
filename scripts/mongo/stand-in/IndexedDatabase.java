import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.memory.MemoryCollection;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A database whose collections are read by their indexes, by aggregations too. */
class IndexedDatabase extends MemoryDatabase {
  /** Stages that read a collection once more. */
  private static final Set<String> READING = Set.of("$lookup", "$graphLookup", "$facet");

  private final AtomicLong lookedAt;

  IndexedDatabase(String name, CursorRegistry cursors, AtomicLong lookedAt) {
    super(name, cursors);
    this.lookedAt = lookedAt;
  }

  @Override
  protected MemoryCollection openOrCreateCollection(String name, CollectionOptions options) {
    // Called before the constructor has ended: what counts is asked for when there is something to count.
    return new IndexedCollection(this, name, options, cursorRegistry, (looks) -> lookedAt.addAndGet(looks));
  }

  @Override
  public Document handleCommand(
      Channel channel, String command, Document query, DatabaseResolver databases, Oplog oplog) {
    Document first = command.equals("aggregate") ? firstMatchOf(query) : null;
    return IndexedCollection.readingOnly(first, () -> super.handleCommand(channel, command, query, databases, oplog));
  }

  /** What an aggregation filters by before all else; null when nothing, or when it reads more than once. */
  private static Document firstMatchOf(Document aggregation) {
    if (!(aggregation.get("pipeline") instanceof List<?> stages) || stages.isEmpty()) return null;
    for (Object stage : stages) {
      if (!(stage instanceof Document one) || one.keySet().stream().anyMatch(READING::contains)) return null;
    }
    return ((Document) stages.get(0)).get("$match") instanceof Document match ? match : null;
  }
}
