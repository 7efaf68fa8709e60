import { SuggestionSender } from '../../../web/collab/suggestions/suggestion-sender.ts';
import type { ReviewTab } from './review-tab.ts';
import type { ReviewWorld } from './review-world.ts';

/** The sender of a tab: all that is suggested in these runs has to become a suggestion. `run` runs what answers lead to. */
export function senderOf(
  world: ReviewWorld,
  tab: ReviewTab,
  run: (action: () => void) => void,
): SuggestionSender {
  const { userId } = tab;
  const send = world.rest.fetch(tab);
  return new SuggestionSender({
    docId: 'simulated',
    userId,
    origin: 'https://docs.example',
    tokens: { current: async () => 'token', refresh: async () => 'token' },
    layers: tab.layers,
    client: () => tab.client,
    store: world.drafts(userId).for(tab),
    outbox: { keep: async () => {} },
    clock: world.clock.for(tab),
    fetch: (url, init) => {
      checkStored(world, userId, init.headers['Idempotency-Key']);
      return send(url, init);
    },
    run,
    events: {
      changed: () => {},
      refused: (refusal) => refusal && world.fail(new Error(`${userId} is refused: ${refusal.code}`)),
      kept: (edit) => world.fail(new Error(`${userId} keeps ${JSON.stringify(edit)}`)),
    },
  });
}

// What is asked with a key has to be on the device, unless that keeps it waiting.
function checkStored(world: ReviewWorld, userId: string, key: string | undefined): void {
  const device = world.drafts(userId);
  if (key === undefined || device.waiting > 0) return;
  if (JSON.stringify([...device.records.values()]).includes(key)) return;
  world.fail(new Error(`${userId} asks for what it has not stored`));
}
