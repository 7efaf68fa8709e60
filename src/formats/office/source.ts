import type { Delta } from '../../ot/op.ts';
import type { ImportedSuggestion, ImportedThread } from '../imported.ts';

/** What a file of an office program is written of. */
export interface OfficeSource {
  document: Delta;
  title: string;
  /** The bytes of its own images, by their addresses; those that are not there become their descriptions. */
  images?: ReadonlyMap<string, Uint8Array>;
  /** They become comments. */
  threads?: readonly ImportedThread[];
  /** They become tracked changes; each is a change of the document. */
  suggestions?: readonly ImportedSuggestion[];
}
