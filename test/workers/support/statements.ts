import { env } from 'cloudflare:workers';
import { vi } from 'vitest';

/** Listens to every statement that D1 is given, by the binding or by a session of it. */
export function spyOnStatements() {
  const session = Object.getPrototypeOf(env.DB.withSession()) as D1DatabaseSession;
  const spies = [vi.spyOn(env.DB, 'prepare'), vi.spyOn(session, 'prepare')];
  return {
    mock: {
      get calls() {
        return spies.flatMap(({ mock }) => mock.calls);
      },
    },
    mockRestore: () => {
      for (const spy of spies) spy.mockRestore();
    },
  };
}

/**
 * The steps of a statement's plan that read a whole table or index; constants and JSON are none, and neither is a list
 * that is cut off in the order of an index.
 */
export async function scansOf(statement: string): Promise<string[]> {
  const parameters = Array.from({ length: statement.split('?').length - 1 }, () => 1);
  const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${statement}`)
    .bind(...parameters)
    .all<{ detail: string }>();
  const steps = plan.results.map(({ detail }) => detail);
  const isCutOff = statement.endsWith('limit ?') && !steps.some((step) => step.includes('TEMP B-TREE'));
  if (isCutOff && steps.length === 1 && steps[0]?.includes(' USING ')) return [];
  return steps.filter((step) => /^SCAN (?!CONSTANT|json_each|\(|\d)/.test(step));
}
