import type { AuditFilter } from '../../../api/audit.ts';

/** A filter that lets everything through. */
export const NO_FILTER: AuditFilter = { type: '', actor: '', subject: '', docId: '', from: '', to: '' };
