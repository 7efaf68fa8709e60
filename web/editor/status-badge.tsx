import { Check, CloudOff, Eye, LoaderCircle, OctagonX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { mayWrite, type Role } from '../../src/protocol/role.ts';
import type { Messages } from '../app/i18n/en.ts';
import { useMessages } from '../app/i18n/i18n.tsx';
import type { Status } from '../collab/ports.ts';

/** How long the badge must stand before a screen reader is told: it changes with every word. */
const ANNOUNCE_MS = 1_500;

/** Says what is true of one's own edits. */
export function StatusBadge({ status, role }: { status: Status; role: Role }) {
  const messages = useMessages();
  const { tone, text, explain } = describe(status, role, messages);
  const Icon = ICONS[tone];
  return (
    <div className="badge" data-tone={tone} title={explain}>
      <Icon size={15} aria-hidden="true" />
      <span className="badge-text">{text}</span>
      <Announcement text={text} />
    </div>
  );
}

const ICONS = {
  saved: Check,
  saving: LoaderCircle,
  offline: CloudOff,
  reading: Eye,
  stopped: OctagonX,
} as const;

interface Told {
  tone: keyof typeof ICONS;
  text: string;
  explain: string;
}

function describe(status: Status, role: Role, { status: t }: Messages): Told {
  const reading = !mayWrite(role);
  switch (status.state) {
    case 'loading':
      return { tone: 'saving', text: t.loading, explain: '' };
    case 'stopped':
      return { tone: 'stopped', text: t.stopped, explain: '' };
    case 'offline':
      if (reading && status.edits === 0) {
        return { tone: 'offline', text: t.readOnlyOffline, explain: t.explain.readOnly };
      }
      return { tone: 'offline', text: t.offline(status.edits), explain: t.explain.offline };
    case 'saving':
      return { tone: 'saving', text: t.saving, explain: t.explain.saving };
    case 'saved':
      if (reading) return { tone: 'reading', text: t.readOnly, explain: t.explain.readOnly };
      return { tone: 'saved', text: t.saved(status.version), explain: t.explain.saved };
  }
}

/** Tells a screen reader the badge's text once it has stood for a while, and without its version number. */
function Announcement({ text }: { text: string }) {
  const settled = text.replace(/ · v\d+$/, '');
  const [told, setTold] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setTold(settled), ANNOUNCE_MS);
    return () => clearTimeout(timer);
  }, [settled]);
  return (
    <span className="visually-hidden" role="status">
      {told}
    </span>
  );
}
