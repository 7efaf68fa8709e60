import { id, time, z } from '../../platform/http/openapi.ts';

const party = z.object({ id, name: z.string() });

/** An entry of the audit log. */
export const auditItem = z
  .object({
    id,
    at: time,
    type: z.string(),
    actor: z
      .object({
        kind: z.enum(['person', 'guest', 'token', 'admin', 'system', 'anonymous']),
        id: id.nullable(),
        name: z.string().nullable(),
      })
      .nullable(),
    credentialId: z.string().nullable(),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    docId: id.nullable(),
    subject: party.nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .openapi('AuditEntry');
