import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.List;

/**
 * A server in memory that speaks MongoDB's protocol, on any free port, which it prints. Asked by a line to collect its garbage,
 * it prints another when that is done. It ends with its standard input: whoever started it cannot leave it behind, even when
 * killed.
 */
public class StandIn {
  /** What the driver wants to see at least; the server itself says 3.6. */
  private static final MongoVersion SEVEN = new MongoVersion() {
    @Override
    public List<Integer> getVersionArray() {
      return List.of(7, 0, 0);
    }

    @Override
    public int getWireVersion() {
      return 21;
    }
  };

  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0;
    MongoServer server = new MongoServer(new IndexedBackend().version(SEVEN));
    server.bind("127.0.0.1", port);
    System.out.println(server.getLocalAddress().getPort());
    BufferedReader asked = new BufferedReader(new InputStreamReader(System.in));
    while (asked.readLine() != null) {
      System.gc();
      System.out.println("collected");
    }
    server.shutdownNow();
  }
}
