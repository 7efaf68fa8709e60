import type { World } from './world.ts';

const ROUNDS = 10_000;

/** Ends every fault, then delivers, stores and fires until nothing is left to do. Throws if that never happens. */
export async function comeToRest(world: World): Promise<void> {
  const { clock, server, tabs } = world;
  endFaults(world);
  for (let round = 0; round < ROUNDS; round++) {
    let busy = deliverAll(world);
    for (const outbox of tabs.outboxes.values()) {
      while (outbox.waiting > 0) {
        busy = true;
        outbox.settle();
        await settleMicrotasks();
      }
      busy ||= outbox.records.size > 0;
    }
    busy = clock.fire() || busy || server.reading > 0;
    await settleMicrotasks();
    if (!busy) return;
  }
  throw new Error(`it never comes to rest: ${describe(world)}`);
}

/** Checks what must hold at rest: every client is at the head, and everything typed is committed or excused (I5). */
export function checkAtRest({ server, tabs, tokens }: World): void {
  const { log } = server;
  if (log.broken !== null) throw new Error(log.broken);
  const history = JSON.stringify(log.frames);
  for (const tab of tabs.all) {
    if (!tab.idle) throw new Error(`${tab.client.client} still has unsent edits`);
    if (!tab.headless && tab.client.version !== log.head)
      throw new Error(
        `${tab.client.client} is behind: ${JSON.stringify(tab.client.status)} ${tab.client.version} of ${log.head}, socket ${tab.socket?.readyState}, stopped ${tab.stopped}`,
      );
  }
  tokens.check(history);
  server.checkpoint();
  for (const op of log.text) {
    if ('insert' in op && typeof op.insert === 'string' && !op.insert.isWellFormed()) {
      throw new Error('the text is not well-formed after a checkpoint');
    }
  }
}

/** Lets what waits for settled promises go on, as the event loop does before its next task. */
export async function settleMicrotasks(): Promise<void> {
  for (let i = 0; i < 12; i++) await null;
}

function endFaults({ server, tabs, tally }: World): void {
  server.log.failNext = false;
  server.archiveFails = 0;
  for (const { userId } of tabs.all) server.setRole(userId, 'editor');
  for (const outbox of tabs.outboxes.values()) {
    tally.refusedWrites += outbox.refused;
    outbox.mood = 'takes';
  }
  for (const tab of tabs.all) tab.throwsNext = false;
}

/** Connects every tab and delivers everything that is under way; false when there was nothing to do. */
function deliverAll(world: World): boolean {
  const { tabs } = world;
  tabs.noticeClosed();
  for (const userId of tabs.outboxes.keys()) tabs.adopt(userId);
  let busy = false;
  for (const tab of [...tabs.all]) {
    if (tab.held) tabs.toggleHold(tab);
    if (tab.socket === null) tabs.connect(tab);
    busy ||= !tab.idle;
    while (tab.socket !== null && tab.socket.toServer.length > 0) {
      busy = true;
      world.deliverToServer(tab);
    }
    while (tab.socket !== null && tab.socket.toClient.length > 0) {
      busy = true;
      world.deliverToClient(tab);
    }
    tab.check();
  }
  return busy;
}

function describe({ clock, tabs }: World): string {
  const states = tabs.all.map((tab) => ({
    client: tab.client.client,
    status: tab.client.status,
    idle: tab.idle,
    stopped: tab.stopped,
    socket: tab.socket?.readyState,
    version: tab.client.version,
    headless: tab.headless,
  }));
  const records = [...tabs.outboxes.values()].map((outbox) => [...outbox.records.keys()]);
  return `${JSON.stringify(states)} records ${JSON.stringify(records)} timers ${clock.pending}`;
}
