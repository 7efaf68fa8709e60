import { app } from './app.ts';
import { consume } from './background/consumers/consumers.ts';
import { scheduled } from './scheduled.ts';

export { Document } from '../durable-objects/document/document.ts';
export { UserChannel } from '../durable-objects/user-channel/user-channel.ts';

export default {
  fetch: app.fetch,
  queue: (batch, env) => consume(batch, env),
  scheduled,
} satisfies ExportedHandler<Env>;
