import { cpus, loadavg, release } from 'node:os';
import { versionOf } from './installed.ts';

const PACKAGES = [
  'workerd',
  'sharedb',
  'rich-text',
  '@hocuspocus/server',
  '@hocuspocus/provider',
  'y-partyserver',
  'partyserver',
  'yjs',
  'ws',
];

/** The load of the machine now: over one, five and fifteen minutes. */
export function loadNow(): string {
  return loadavg()
    .map((load) => load.toFixed(2))
    .join(', ');
}

/** What the figures depend on, in Markdown. `loadBefore` is that of `loadNow` before the first run. */
export function machineNote(loadBefore: string): string {
  const all = cpus();
  const versions = PACKAGES.map((name) => `${name} ${versionOf(name) ?? 'not installed'}`);
  return [
    `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC. ${all[0]?.model.trim() ?? 'Unknown CPU'}, ` +
      `${all.length} cores, Linux ${release()}.`,
    `Load of the machine: ${loadBefore} before the runs, ${loadNow()} after them.`,
    `Node ${process.versions.node}, ${versions.join(', ')}.`,
  ].join('\n');
}
