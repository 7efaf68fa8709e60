import type { ReviewStanding } from '../../durable-objects/document/rpc.ts';
import type { DocumentStub } from '../content/stub.ts';
import { uploadsNamedIn } from '../ot/uploads.ts';
import { abandonedPrefix, isReviewTexts, reviewKey, reviewTextsKeyOf } from '../platform/archive/keys.ts';
import {
  type ArchivedReviewRow,
  entryOf,
  proveReviewRow,
  type ReviewSegment,
  type ReviewTexts,
} from '../platform/archive/review-segment.ts';
import {
  listReview,
  putJson,
  type ReviewListing,
  readReviewSegment,
  writeAnchors,
} from '../platform/archive/review-store.ts';
import { BrokenChain, GENESIS_HEX } from '../platform/archive/segment.ts';
import { FOR_EVER, noteNamed } from '../platform/db/uploads.ts';
import type { Work } from '../platform/events/work.ts';

// Another consumer of the same document may be faster this often before the message is tried again later.
const TRIES = 3;
// A segment is written again with what comes after it until it is this large: each comment would be one otherwise.
const ENOUGH_BYTES = 256 * 1024;
// The anchors of this many versions are kept, for recoveries to older ones.
const ANCHORS = 20;

/**
 * Archives what a Document owes of its review, up to version `archived` of the text: the archive never knows an entry
 * that was made on a version it does not have. It proves each row (I4), and may run twice, late or concurrently, and
 * end at any step (I7). An archive with another log than the Document's is left as it is, and reported: the document
 * itself goes on. Throws when something cannot be reached.
 */
export async function archiveReview(
  work: Work,
  { docId, stub, archived }: { docId: string; stub: DocumentStub; archived: number },
  standing: ReviewStanding,
): Promise<void> {
  for (let i = 0; i < TRIES; i++) {
    try {
      if (await new ReviewPass(work, docId, stub).run(standing, archived)) return;
    } catch (error) {
      if (!(error instanceof BrokenChain)) throw error;
      work.log.error('the review log and its archive contradict each other', { docId, error: error.message });
      return;
    }
  }
  throw new Error(`the review of ${docId} is being archived by others`);
}

// The end of the archived log, with the chain after each row of its last segment.
interface ArchivedEnd {
  number: number;
  chain: string;
  to: number;
  chains: ReadonlyMap<number, string>;
}

/** One attempt, from what is listed now. */
class ReviewPass {
  readonly #db: Work['db'];
  readonly #bucket: R2Bucket;
  readonly #docId: string;
  readonly #stub: DocumentStub;
  readonly #forgotten: string[] = [];

  constructor({ db, env }: Pick<Work, 'db' | 'env'>, docId: string, stub: DocumentStub) {
    this.#db = db;
    this.#bucket = env.ARCHIVE;
    this.#docId = docId;
    this.#stub = stub;
  }

  /** Returns false when another consumer was faster. */
  async run(standing: ReviewStanding, archived: number): Promise<boolean> {
    // Before anything is asked of the Document: what is written over must be older than what is written.
    const listing = await listReview(this.#bucket, this.#docId);
    const number = await this.#append(listing, archived, standing.number);
    if (number === null) return false;
    if (standing.stale !== null && !(await this.#renewTexts(listing, standing.stale))) return false;
    const anchors = await this.#placeAnchors(listing, standing.anchors);
    await this.#deleteCovered();
    await this.#stub.acknowledgeReview({ number, texts: standing.number, anchors });
    return true;
  }

  // Stores what comes after the archived log; returns the number up to which it reaches then.
  async #append({ segments, texts }: ReviewListing, archived: number, upTo: number): Promise<number | null> {
    const end = await this.#end(segments);
    let { number, chain } = end;
    while (Math.max(number, end.to) < upTo) {
      const part = await this.#stub.reviewPart(number, upTo);
      if (!part.ok) throw new Error(`the Document of ${this.#docId} answers ${part.error.code}`);
      const rows = part.value.rows.filter(({ version }) => version <= archived);
      const to = rows[rows.length - 1]?.number ?? number;
      if (to <= end.to) {
        // Nothing new; or the last segment, with what comes after it, is too long for one.
        if (rows.length < part.value.rows.length || number === end.to) break;
        number = end.to;
        chain = end.chains.get(end.to) ?? chain;
        continue;
      }
      const segment = { docId: this.#docId, from: number, to, chain, rows };
      for (const row of rows) {
        chain = proveReviewRow(row, number, chain);
        number = row.number;
        this.#take(row, end.chains.get(number));
      }
      // Before the entry counts as archived: a run that is cut off here does it again.
      await this.#strip(this.#forgotten.splice(0));
      if (!(await this.#store(segment, part.value, texts))) return null;
      if (rows.length < part.value.rows.length) break;
    }
    return Math.max(number, end.to);
  }

  // Where the next segment begins: where the last one ends (`to`), or where that began if it is small.
  async #end(segments: ReviewListing['segments']): Promise<ArchivedEnd> {
    const ref = segments[segments.length - 1];
    if (ref === undefined) return { number: 0, chain: GENESIS_HEX, to: 0, chains: new Map() };
    const { rows, chain } = await readReviewSegment(this.#bucket, this.#docId, ref);
    const chains = new Map(rows.map((row) => [row.number, row.chain]));
    return ref.size < ENOUGH_BYTES
      ? { number: ref.from, chain, to: ref.to, chains }
      : { number: ref.to, chain: chains.get(ref.to) ?? '', to: ref.to, chains };
  }

  // A row of the Document; `known` is the chain after it if it is archived.
  #take({ number, chain, entry }: ArchivedReviewRow, known: string | undefined): void {
    if (known !== undefined && known !== chain)
      throw new BrokenChain(number - 1, `another entry ${number} of the review is archived`);
    const read = entryOf({ entry });
    if (known === undefined && read.kind === 'forget') this.#forgotten.push(read.user);
  }

  // The texts first: a segment without them would seem to have lost them.
  async #store(
    segment: ReviewSegment,
    { texts, people }: ReviewTexts,
    etags: ReviewListing['texts'],
  ): Promise<boolean> {
    const key = reviewKey(segment.docId, segment.from, segment.to);
    if (!(await this.#putTexts(key, { texts, people }, etags))) return false;
    await putJson(this.#bucket, key, segment);
    return true;
  }

  async #renewTexts({ segments, texts: etags }: ReviewListing, stale: number): Promise<boolean> {
    for (const { from, to, key } of segments) {
      if (to < stale) continue;
      const now = await this.#stub.reviewTexts(from, to);
      if (!now.ok) throw new Error(`the Document of ${this.#docId} answers ${now.error.code}`);
      if (!(await this.#putTexts(key, now.value, etags))) return false;
    }
    return true;
  }

  // Never over what another consumer has written since: that may have come after an erasure.
  async #putTexts(key: string, texts: ReviewTexts, etags: ReviewListing['texts']): Promise<boolean> {
    const named = new Set(texts.texts.flatMap(({ text }) => [...uploadsNamedIn(text, this.#docId)]));
    await noteNamed(this.#db, this.#docId, new Map([...named].map((hash) => [hash, FOR_EVER])));
    const textsKey = reviewTextsKeyOf(key);
    return putJson(this.#bucket, textsKey, texts, etags.get(textsKey) ?? null);
  }

  // What recoveries have set aside has no Document: the texts of an erased user are taken out of it here.
  async #strip(users: readonly string[]): Promise<void> {
    if (users.length === 0) return;
    let cursor: string | undefined;
    do {
      const prefix = abandonedPrefix(this.#docId);
      const page = await this.#bucket.list({ prefix, ...(cursor && { cursor }) });
      for (const { key } of page.objects) {
        const object = isReviewTexts(key) ? await this.#bucket.get(key) : null;
        if (object === null) continue;
        const { texts, people } = (await object.json()) as ReviewTexts;
        await putJson(this.#bucket, key, {
          texts: texts.filter(({ author }) => !users.includes(author)),
          people: people.filter(({ id }) => !users.includes(id)),
        });
      }
      cursor = page.truncated ? page.cursor : undefined;
    } while (cursor !== undefined);
  }

  // Returns the version of the newest archived anchors.
  async #placeAnchors({ anchors }: ReviewListing, settled: number): Promise<number> {
    const newest = anchors[anchors.length - 1] ?? 0;
    if (newest >= settled) return newest;
    const placed = await this.#stub.reviewAnchors();
    if (!placed.ok) throw new Error(`the Document of ${this.#docId} answers ${placed.error.code}`);
    await writeAnchors(this.#bucket, this.#docId, placed.value, ANCHORS);
    return placed.value.version;
  }

  async #deleteCovered(): Promise<void> {
    const { segments, covered, texts } = await listReview(this.#bucket, this.#docId);
    const kept = new Set(segments.map(({ key }) => reviewTextsKeyOf(key)));
    const keys = covered.map(({ key }) => key);
    for (const key of texts.keys()) if (!kept.has(key)) keys.push(key);
    if (keys.length > 0) await this.#bucket.delete(keys);
  }
}
