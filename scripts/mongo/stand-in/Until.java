import java.util.Iterator;
import java.util.function.Predicate;

/** What another iterator gives, until so many of its elements were of those wanted. */
class Until<T> implements Iterator<T> {
  private final Iterator<T> all;
  private final Predicate<T> isWanted;
  private int left;

  Until(Iterator<T> all, Predicate<T> isWanted, int most) {
    this.all = all;
    this.isWanted = isWanted;
    this.left = most;
  }

  @Override
  public boolean hasNext() {
    return left > 0 && all.hasNext();
  }

  @Override
  public T next() {
    T next = all.next();
    if (isWanted.test(next)) left--;
    return next;
  }
}
