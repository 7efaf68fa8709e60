import { env } from 'cloudflare:workers';
import { vi } from 'vitest';
import { wrapped } from './faults.ts';
import { faultyEnv } from './faulty-env.ts';

/** Records every statement sent to D1, by the binding or by a session of it. */
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
 * Bindings whose database records each statement. Unlike a spy on the binding, they see only their own requests, not
 * the work of this runtime's queues.
 */
export function countingEnv(): { bindings: Env; statements: string[] } {
  const statements: string[] = [];
  const noting = <T extends D1Database | D1DatabaseSession>(database: T) => ({
    prepare: (statement: string) => {
      statements.push(statement);
      return database.prepare(statement);
    },
  });
  const database = {
    ...noting(env.DB),
    withSession: (constraint?: string) => {
      const session = env.DB.withSession(constraint);
      return wrapped(session, noting(session));
    },
  };
  return { bindings: faultyEnv({ database }), statements };
}

// Constants, JSON, the digest's recursion, and one row of a full-text table by its id: none of them scans a table.
const SCAN = /^SCAN (?!CONSTANT|json_each|\(|\d|waiting$|\w+ VIRTUAL TABLE INDEX 0:=$)/;

/** The steps of a statement's plan that scan a table or an index; a limited list in the order of an index does not. */
export async function scansOf(statement: string): Promise<string[]> {
  return (await stepsOf(statement)).filter((step) => {
    const isCutOff = statement.endsWith('limit ?') && step.includes(' USING ');
    return SCAN.test(step) && !isCutOff;
  });
}

/** The steps of a statement's plan, in SQLite's words. */
export async function stepsOf(statement: string): Promise<string[]> {
  const parameters = Array.from({ length: statement.split('?').length - 1 }, () => 1);
  const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${statement}`)
    .bind(...parameters)
    .all<{ detail: string }>();
  return plan.results.map(({ detail }) => detail);
}
