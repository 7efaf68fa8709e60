import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { expect, test } from 'vitest';
import { compose } from '../../../src/ot/compose.ts';
import { EMPTY_DOCUMENT } from '../../../src/ot/last-newline.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { newDocument, type Stub } from '../support/peer.ts';

const WRITER = 'somebodyxxxxxxxxxxxxxx';
const ROW_BYTES = 256 * 1024;

/** A document, and the text that it must have. */
class Text {
  readonly stub: Stub;
  document: Delta = EMPTY_DOCUMENT;
  version = 0;

  constructor(stub: Stub) {
    this.stub = stub;
  }

  async edit(delta: Delta): Promise<void> {
    const edited = await this.stub.edit({ userId: WRITER, baseVersion: this.version, delta });
    if (!edited.ok) throw new Error(edited.error.message);
    this.version = edited.value.version;
    this.document = compose(this.document, delta);
  }

  /** Has a checkpoint made; returns its rows. */
  async checkpoint(): Promise<string[]> {
    await this.stub.makeCheckpoint();
    const rows = await runInDurableObject(this.stub, (_, { storage }) =>
      storage.sql
        .exec<{ data: string }>('SELECT data FROM snapshot WHERE version = ? ORDER BY part', this.version)
        .toArray()
        .map(({ data }) => data),
    );
    const json = JSON.stringify(this.document);
    expect(rows.join('') === json).toBe(true);
    expect(new TextDecoder().decode((await this.stub.checkpoint(this.version)) ?? undefined) === json).toBe(
      true,
    );
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(ROW_BYTES);
    const status = await this.stub.status();
    expect(status).toMatchObject({
      value: { size: json.length, length: documentLength(this.document), checkpointVersion: this.version },
    });
    return rows;
  }
}

/** A text of about 900 KB in 27,000 runs. */
async function longText(): Promise<Text> {
  const text = new Text((await newDocument()).stub);
  for (let i = 0; i < 3; i++) {
    const runs: Delta = Array.from({ length: 9_000 }, (_, run) =>
      run % 2 === 0 ? { insert: `word ${run}` } : { insert: 'bold\n', attributes: { bold: true } },
    );
    await text.edit(runs);
  }
  return text;
}

test('I4: a checkpoint stores again only the parts of a long text that have changed', async () => {
  const text = await longText();
  const before = await text.checkpoint();
  expect(before.length).toBeGreaterThan(3);
  await evictDurableObject(text.stub);
  await text.edit([{ retain: 1_000 }, { insert: 'in the first part' }]);
  const after = await text.checkpoint();
  expect(after.slice(-2)).toEqual(before.slice(-2));
  // A text whose beginning goes, and with it whole parts.
  await text.edit([{ delete: Math.floor(documentLength(text.document) / 2) }]);
  expect((await text.checkpoint()).length).toBeLessThan(after.length);
  await text.edit([{ retain: documentLength(text.document) - 1 }, { insert: 'at the end' }]);
  await text.checkpoint();
  await text.edit([{ retain: documentLength(text.document), attributes: { bold: true } }]);
  expect((await text.checkpoint()).length).toBe(1);
});

test('I4: a checkpoint goes on from one that an older release has stored, in parts cut anywhere', async () => {
  const text = await longText();
  await text.checkpoint();
  await runInDurableObject(text.stub, (_, { storage: { sql } }) => {
    sql.exec('DELETE FROM snapshot');
    const json = JSON.stringify(text.document);
    for (let part = 0; part * 200_000 < json.length; part++) {
      const data = json.slice(part * 200_000, (part + 1) * 200_000);
      sql.exec('INSERT INTO snapshot (version, part, data) VALUES (?, ?, ?)', text.version, part, data);
    }
    sql.exec("UPDATE meta SET value = json_remove(value, '$.sections') WHERE key = 'checkpoint'");
  });
  await evictDurableObject(text.stub);
  await text.edit([{ retain: 100_000 }, { insert: 'new' }]);
  await text.checkpoint();
  await evictDurableObject(text.stub);
  await text.edit([{ retain: 5 }, { delete: 100_000 }]);
  await text.checkpoint();
});
