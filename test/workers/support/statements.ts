import { env } from 'cloudflare:workers';
import { vi } from 'vitest';
import { wrapped } from './faults.ts';
import { faultyEnv } from './faulty-env.ts';

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
 * Bindings whose database notes each statement. Unlike a spy on the binding, they see the request that is given them and
 * nothing of what the queues of this runtime do meanwhile.
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

// Constants, JSON, the digest's recursion, and one row of a full-text table by its id: none of them reads a whole table.
const SCAN = /^SCAN (?!CONSTANT|json_each|\(|\d|waiting$|\w+ VIRTUAL TABLE INDEX 0:=$)/;

/**
 * The steps of a statement's plan that read a whole table or index; a list that is cut off in the order of an index is
 * none.
 */
export async function scansOf(statement: string): Promise<string[]> {
  return (await stepsOf(statement)).filter((step) => {
    const isCutOff = statement.endsWith('limit ?') && step.includes(' USING ');
    return SCAN.test(step) && !isCutOff;
  });
}

/** The steps of a statement's plan, as SQLite tells them. */
export async function stepsOf(statement: string): Promise<string[]> {
  const parameters = Array.from({ length: statement.split('?').length - 1 }, () => 1);
  const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${statement}`)
    .bind(...parameters)
    .all<{ detail: string }>();
  return plan.results.map(({ detail }) => detail);
}
