import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.bson.Document;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The server's databases, whose indexes lead queries. Its `serverStatus` tells, under MongoDB's own name
 * `metrics.queryExecutor.scannedObjects`, how many documents queries have looked at.
 */
class IndexedBackend extends MemoryBackend {
  private final AtomicLong lookedAt = new AtomicLong();

  @Override
  public MemoryDatabase openOrCreateDatabase(String name) {
    return new IndexedDatabase(name, getCursorRegistry(), lookedAt);
  }

  @Override
  public Document getServerStatus() {
    Document executor = new Document("scannedObjects", lookedAt.get());
    return super.getServerStatus().append("metrics", new Document("queryExecutor", executor));
  }
}
