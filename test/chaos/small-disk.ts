/** Disks for tests: a small one in memory, mounted by root, and whether files can be made immutable. */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether this process may mount a disk: root with its rights, on Linux. */
export const canMount = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'sas-mount-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0;
  if (isMounted) execFileSync('umount', [folder]);
  rmdirSync(folder);
  return isMounted;
})();

export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'sas-disk-'));

  constructor(megabytes: number) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', this.folder]);
  }

  resize(megabytes: number): void {
    execFileSync('mount', ['-o', `remount,size=${megabytes}m`, this.folder]);
  }

  /** Refused while a file on it is open to be written. */
  makeReadOnly(): void {
    execFileSync('mount', ['-o', 'remount,ro', this.folder]);
  }

  /** Even while a process that ends has it open still. */
  remove(): void {
    execFileSync('umount', ['--lazy', this.folder]);
    rmdirSync(this.folder);
  }
}

/** Makes a file immutable, or an ordinary one again: then nobody writes to it, root and who has it open included. */
export function setImmutable(file: string, isImmutable: boolean): boolean {
  return spawnSync('chattr', [isImmutable ? '+i' : '-i', file]).status === 0;
}

/** Whether this process can make files immutable on the disk of temporary folders, for those who have them open too. */
export const canMakeImmutable = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'sas-immutable-'));
  const file = join(folder, 'file');
  const opened = openSync(file, 'w');
  try {
    return setImmutable(file, true) && !canWrite(opened);
  } finally {
    setImmutable(file, false);
    closeSync(opened);
    rmSync(folder, { recursive: true });
  }
})();

function canWrite(opened: number): boolean {
  try {
    return writeSync(opened, 'x') === 1;
  } catch {
    return false;
  }
}
