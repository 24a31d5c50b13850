/** Lines in their collection: each is read, changed by a pure function, and saved if nobody saved it meanwhile. */
import type { SendEffect } from './log-entry.ts';
import { isDuplicate } from './mongo-error.ts';
import type { OrderedCollection } from './ordered-collection.ts';
import { emptyLine, type LineDocument, lineId, queued } from './outbox-line.ts';

export type Lines = OrderedCollection<LineDocument>;

/** Saves a line if it is still as it was read. Returns whether it was. */
export async function saveLine(lines: Lines, { _id, revision, ...rest }: LineDocument): Promise<boolean> {
  const next = { ...rest, revision: revision + 1 };
  if (revision > 0) return (await lines.replaceOne({ _id, revision }, next)).modifiedCount === 1;
  try {
    await lines.insertOne({ _id, ...next });
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

/** Gives the messages to their lines, unless these had them already. */
export async function queueMessages(
  lines: Lines,
  sends: readonly SendEffect[],
  time: { at: number; now: number },
): Promise<void> {
  let open = Map.groupBy(sends, lineId);
  while (open.size > 0) {
    const present = await lines.find({ _id: { $in: [...open.keys()] } }).toArray();
    const byId = new Map(present.map((line) => [line._id, line]));
    const tried = [...open].map(async ([id, messages]) => {
      const { destination, subject } = messages[0]!;
      const next = queued(byId.get(id) ?? emptyLine(destination, subject), messages, time);
      return next === undefined || (await saveLine(lines, next));
    });
    const saved = await Promise.all(tried);
    open = new Map([...open].filter((_, index) => !saved[index]));
  }
}

/** Changes a line until it is saved or there is nothing to change; returns what `change` gave besides. */
export async function changeLine<T>(
  lines: Lines,
  read: () => Promise<LineDocument | null>,
  change: (line: LineDocument) => { readonly line: LineDocument; readonly result: T } | undefined,
): Promise<T | undefined> {
  for (;;) {
    const line = await read();
    const changed = line ? change(line) : undefined;
    if (!changed) return undefined;
    if (await saveLine(lines, changed.line)) return changed.result;
  }
}
