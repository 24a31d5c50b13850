/** A store cannot be used as it is; the message is one sentence for the person who starts the server. */
export class StoreNotUsable extends Error {
  override name = 'StoreNotUsable';
}
