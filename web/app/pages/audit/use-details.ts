import { ROLES } from '../../../../src/protocol/role.ts';
import type { AuditEntry } from '../../../api/audit.ts';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { useMoment } from './use-moment.ts';

/** Ids have columns of their own, or mean nothing to a reader. */
const LEFT_OUT = /Ids?$/;

/** Formats the details of an entry as one line. */
export function useDetails(): (entry: AuditEntry) => string {
  const { audit, roles } = useMessages();
  const moment = useMoment();
  const written = (name: string, value: unknown): string => {
    if (value === null || value === undefined) return audit.nothing;
    if (typeof value === 'boolean') return value ? audit.yes : audit.no;
    if (typeof value === 'number') {
      return name.endsWith('At') ? moment(new Date(value).toISOString()) : String(value);
    }
    if (Array.isArray(value)) return value.join(', ');
    if (typeof value === 'object') return JSON.stringify(value);
    const role = ROLES.find((known) => known === value);
    return role ? roles[role] : String(value);
  };
  return ({ type, subject, details }) =>
    Object.entries(details)
      .filter(([name]) => !LEFT_OUT.test(name))
      // The document's title and the subject's name have columns, unless they are what changed.
      .filter(([name]) => name !== 'title' || type === 'document.renamed')
      .filter(([name, value]) => name !== 'name' || value !== subject?.name)
      .filter(([name, value]) => !(name === 'expiresAt' && value === null))
      .map(([name, value]) => `${audit.details[name] ?? name}: ${written(name, value)}`)
      .join(' · ');
}
