import { setTimeout as sleep } from 'node:timers/promises';
import { Hostile } from './hostile.ts';
import { LightWriter } from './light-writer.ts';
import type { Target } from './target.ts';

/** Joins `count` readers, 20 at a time, and waits until each knows who is here: the bytes sent to all, and the CPU seconds. */
export async function readers(target: Target, count: number): Promise<{ megabytes: number; cpu: number }> {
  const before = target.server.cpuSeconds;
  const all: LightWriter[] = [];
  for (let i = 0; i < count; i += 20) {
    const some = Array.from({ length: Math.min(20, count - i) }, (_, j) => {
      const user = `reader${String(i + j).padStart(4, '0')}000000000000`.slice(2);
      return new LightWriter({ ...target.door(0), user, path: target.socketPath(user) });
    });
    await Promise.all(some.map((reader) => reader.join()));
    all.push(...some);
  }
  await sleep(6_000);
  const megabytes = all.reduce((sum, { bytesIn }) => sum + bytesIn, 0) / 1e6;
  const cpu = target.server.cpuSeconds - before;
  for (const reader of all) {
    if (reader.closedWith !== null) throw new Error(`a reader was closed with ${reader.closedWith}`);
    reader.drop();
  }
  return { megabytes, cpu };
}

const INSERTED = 520_000;

/**
 * Writes 600 versions that insert and delete 520 kB in turn, then joins an editor behind all of them: the peak of resident
 * memory beyond that of the idle process, in MiB, and the bytes sent to the editor.
 */
export async function heavyHistory(target: Target): Promise<{ megabytes: number; received: number }> {
  const idle = target.server.peakMemory;
  await target.create([{ insert: 'Hello world\n' }]);
  const url = (user: number): string =>
    `http://${target.server.address}/document/${target.name}/edit?user=writer${String(user).padStart(2, '0')}00000000000000`;
  for (let baseVersion = 1; baseVersion <= 600; baseVersion++) {
    const delta = baseVersion % 2 === 1 ? [{ insert: 'x'.repeat(INSERTED) }] : [{ delete: INSERTED }];
    // From many users: one user may not write this much within a minute.
    const response = await fetch(url(baseVersion % 40), {
      method: 'POST',
      body: JSON.stringify({ baseVersion, delta }),
    });
    const edited = (await response.json()) as { ok: boolean };
    if (!edited.ok) throw new Error(`an edit was not taken: ${JSON.stringify(edited)}`);
  }
  const late = new Hostile(target, '');
  await late.open(1);
  await sleep(15_000);
  const { received } = late;
  late.drop();
  return { megabytes: (target.server.peakMemory - idle) / 2 ** 20, received };
}
