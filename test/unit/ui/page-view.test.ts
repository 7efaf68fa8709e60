import { expect, test } from 'vitest';
import { pageViews } from '../../../web/app/document/page-view.ts';
import { NOTHING_YET, type SessionView } from '../../../web/editor/session-view.ts';

test('a page lays itself out by a view that no key, and no caret of others, changes', () => {
  let view: SessionView = { ...NOTHING_YET, status: { state: 'saved', version: 1 } };
  const read = pageViews({ view: () => view });
  const before = read();
  const keys: Partial<SessionView>[] = [
    { status: { state: 'saving', version: 1 }, unkept: 1 },
    { status: { state: 'saved', version: 2 }, unkept: 0 },
    { synced: 2 },
    { peers: [] },
  ];
  for (const change of keys) {
    view = { ...view, ...change };
    expect(read()).toBe(before);
  }
  view = { ...view, status: { state: 'offline', edits: 1 } };
  const offline = read();
  expect(offline.status).toEqual({ state: 'offline' });
  view = { ...view, status: { state: 'offline', edits: 2 } };
  expect(read()).toBe(offline);
});

test('it follows what is laid out by it', () => {
  let view: SessionView = { ...NOTHING_YET, status: { state: 'saved', version: 1 } };
  const read = pageViews({ view: () => view });
  const changes: Partial<SessionView>[] = [
    { role: 'editor' },
    { threads: [] },
    { suggestions: [] },
    { mode: 'editing' },
    { modes: ['editing', 'viewing'] },
    { kept: [] },
    { status: { state: 'stopped', reason: 'deleted' } },
  ];
  for (const change of changes) {
    const before = read();
    view = { ...view, ...change };
    expect(read()).not.toBe(before);
    const { status, ...rest } = change;
    expect(read()).toMatchObject(status?.state === 'stopped' ? { status } : rest);
  }
});
