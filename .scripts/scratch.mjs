// The folder where tests put what ends with them: state of apps, profiles of browsers.
import { mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './processes.mjs';

const IN_MEMORY = '/dev/shm';
// Followed by the id of the process that removes the folder.
const PREFIX = 'collaborative-document-editor-';
const ROOM = 2 * 1024 ** 3;

/**
 * A new folder in memory, which this process removes when it exits. A sync of a database costs nothing there; on a disk
 * workerd stands still during each one. Null where the system has no such place, or less than 2 GB of room (a container
 * often has 64 MB): tests use the usual folder then.
 */
export function memoryFolder() {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    if (bavail * bsize < ROOM || freemem() < ROOM) return null;
    removeLeft();
    const folder = mkdtempSync(join(IN_MEMORY, `${PREFIX}${process.pid}-`));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    return folder;
  } catch {
    return null;
  }
}

/** Removes folders of runs that were killed: they would hold memory until the machine restarts. */
function removeLeft() {
  for (const name of readdirSync(IN_MEMORY)) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (pid > 0 && !isAlive(pid)) rmSync(join(IN_MEMORY, name), { recursive: true, force: true });
  }
}
