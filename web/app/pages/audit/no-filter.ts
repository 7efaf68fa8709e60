import type { AuditFilter } from '../../../api/audit.ts';

/** The filter that accepts every entry. */
export const NO_FILTER: AuditFilter = { type: '', actor: '', subject: '', docId: '', from: '', to: '' };
