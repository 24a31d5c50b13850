/** The commands that our server was recorded to send while it booked: what they are to the bookings, and as a file. */
import { BSON, type Document } from 'mongodb';

/** The commands by commit: each begins with the command that puts its entry into the log; those before the first are left out. */
export function byCommit(commands: readonly Document[]): Document[][] {
  const commits: Document[][] = [];
  for (const command of commands) {
    if (command.insert === 'log') commits.push([]);
    commits.at(-1)?.push(command);
  }
  return commits;
}

/** How many bookings the commands make: each claims its slot. */
export const bookingsIn = (commands: readonly Document[]): number =>
  commands
    .filter(({ insert }) => insert === 'claims')
    .reduce((sum, { documents }) => sum + (documents as Document[]).length, 0);

/** The commands in BSON, one behind the other. */
export const toCommandFile = (commands: readonly Document[]): Buffer =>
  Buffer.concat(commands.map((command) => BSON.serialize(command)));

export function readCommandFile(file: Buffer): Document[] {
  const commands: Document[] = [];
  // Each begins with its own length. https://bsonspec.org/spec.html
  for (let at = 0; at < file.length; at += file.readInt32LE(at)) {
    commands.push(BSON.deserialize(file.subarray(at, at + file.readInt32LE(at))));
  }
  return commands;
}
