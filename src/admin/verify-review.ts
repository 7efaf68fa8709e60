import type { ReviewStanding } from '../../durable-objects/document/rpc.ts';
import type { DocumentStub } from '../content/stub.ts';
import { commitmentTo } from '../platform/archive/review-chain.ts';
import {
  type ArchivedReviewRow,
  entryOf,
  proveReviewRow,
  type ReviewText,
} from '../platform/archive/review-segment.ts';
import { listReview, readReviewSegment, readReviewTexts } from '../platform/archive/review-store.ts';
import { BrokenChain, GENESIS_HEX } from '../platform/archive/segment.ts';
import { ArchiveUnreadable } from '../platform/archive/segment-store.ts';
import type { Problem } from './replay.ts';

/**
 * Proves the review log of a document from its first entry (I4): the archived part, then what the object has after it,
 * each text by its commitment, and in the object that its threads are what the log gives. Only reads.
 */
export async function verifyReview(
  bucket: R2Bucket,
  docId: string,
  stub: DocumentStub,
  standing: ReviewStanding | null,
): Promise<{ entries: number; problems: Problem[] }> {
  const proof = new ReviewProof();
  const { segments } = await listReview(bucket, docId);
  for (const ref of segments) {
    try {
      const segment = await readReviewSegment(bucket, docId, ref);
      const { texts } = await readReviewTexts(bucket, ref.key);
      proof.play(segment.rows, texts, ref.key);
    } catch (error) {
      if (!(error instanceof ArchiveUnreadable)) throw error;
      proof.report(error.message);
    }
  }
  if (standing !== null) await playObject(proof, stub, standing);
  else if (proof.number > 0) proof.report('the object has no review, the archive does');
  return { entries: proof.number, problems: proof.problems };
}

async function playObject(proof: ReviewProof, stub: DocumentStub, standing: ReviewStanding): Promise<void> {
  if (standing.number < proof.number)
    proof.report(`the object ends at entry ${standing.number}, the archive at ${proof.number}`);
  while (proof.number < standing.number) {
    const part = await stub.reviewPart(proof.number, standing.number);
    if (!part.ok || part.value.rows.length === 0)
      return proof.report('the object does not hand over its review');
    proof.play(part.value.rows, part.value.texts, 'the object');
  }
  if (proof.number === standing.number && proof.chain !== standing.chain)
    proof.report('the object has another hash chain of the review');
  const faults = await stub.reviewFaults();
  for (const fault of faults.ok ? faults.value : [faults.error.message]) proof.report(`the object: ${fault}`);
}

// Reports a fault once, and goes on from what the row says of itself.
class ReviewProof {
  readonly problems: Problem[] = [];
  number = 0;
  chain = GENESIS_HEX;
  #version = 0;

  play(rows: readonly ArchivedReviewRow[], texts: readonly ReviewText[], where: string): void {
    const said = new Map(texts.map((text) => [text.number, text]));
    for (const row of rows) {
      this.#version = row.version;
      try {
        proveReviewRow(row, this.number, this.chain);
      } catch (error) {
        if (!(error instanceof BrokenChain)) throw error;
        this.report(`${where}: ${error.message}`);
      }
      this.number = row.number;
      this.chain = row.chain;
      const text = said.get(row.number);
      const entry = entryOf(row);
      if (text === undefined) continue;
      if (!('text' in entry) || entry.text !== commitmentTo(text.salt, text.text))
        this.report(`${where}: the text of entry ${row.number} is not the one that was written`);
    }
  }

  report(message: string): void {
    this.problems.push({ at: this.#version, kind: 'review', message });
  }
}
