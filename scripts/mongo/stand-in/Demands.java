import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What a query demands of fields, as far as indexes can use it: each of it must be met. What is left out is only not used. */
record Demands(List<Values> values, List<Range> ranges, List<List<Demands>> alternatives) {
  /** The field, or an element of it, is one of these. */
  record Values(String path, List<Object> anyOf) {}

  /**
   * The field, or elements of it, are between these, both included; null where it is open. `together`: of so many parts of
   * the path one element must be at both ends (`$elemMatch`); of lists further down an element each will do.
   */
  record Range(String path, Object from, Object to, int together) {}

  /** A condition with another beside these is left out as a whole: the server judges some of them together. */
  private static final Set<String> USED = Set.of("$eq", "$in", "$gt", "$gte", "$lt", "$lte", "$elemMatch");

  static Demands of(Document query) {
    Demands demands = new Demands(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    demands.read(query, "", 0);
    return demands;
  }

  /** These and those others, their alternatives aside. */
  Demands with(Demands others) {
    return new Demands(joined(values, others.values), joined(ranges, others.ranges), alternatives);
  }

  private static <T> List<T> joined(List<T> some, List<T> others) {
    List<T> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  private void read(Document query, String prefix, int together) {
    query.forEach((name, condition) -> {
      if (name.equals("$and")) documentsIn(condition).forEach((one) -> read(one, prefix, together));
      else if (name.equals("$or") && prefix.isEmpty()) alternatives.add(documentsIn(condition).stream().map(Demands::of).toList());
      else if (!name.startsWith("$")) readField(prefix + name, condition, together);
    });
  }

  private void readField(String path, Object condition, int together) {
    if (condition instanceof Document operators) {
      if (isOfOperators(operators)) readOperators(path, operators, together);
    } else {
      addValues(path, List.of(condition == null ? Keys.UNKNOWN : condition));
    }
  }

  private static boolean isOfOperators(Document condition) {
    return condition.keySet().stream().anyMatch((name) -> name.startsWith("$"));
  }

  private void readOperators(String path, Document operators, int together) {
    if (!USED.containsAll(operators.keySet())) return;
    Object from = null;
    Object to = null;
    for (String operator : operators.keySet()) {
      Object operand = operators.get(operator);
      switch (operator) {
        case "$eq" -> readField(path, operand, together);
        case "$in" -> addValues(path, operand instanceof Collection<?> all ? all : List.of(Keys.UNKNOWN));
        case "$gt", "$gte" -> from = Keys.later(from, operand);
        case "$lt", "$lte" -> to = Keys.earlier(to, operand);
        default -> readElement(path, operand);
      }
    }
    if (from != null || to != null) ranges.add(new Range(path, from, to, together));
  }

  private void readElement(String path, Object operand) {
    int together = path.split("\\.").length;
    if (!(operand instanceof Document element)) return;
    if (isOfOperators(element)) readOperators(path, element, together);
    else read(element, path + ".", together);
  }

  private void addValues(String path, Collection<?> anyOf) {
    List<Object> keys = new ArrayList<>();
    for (Object value : anyOf) keys.add(Keys.of(value));
    if (keys.stream().allMatch(Objects::nonNull) && !keys.contains(Keys.UNKNOWN)) values.add(new Values(path, keys));
  }

  private static List<Document> documentsIn(Object list) {
    return ((Collection<?>) list).stream().map((one) -> (Document) one).toList();
  }
}
