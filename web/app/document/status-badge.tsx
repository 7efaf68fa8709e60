import { Archive, Check, CloudOff, Eye, LoaderCircle, OctagonX, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, Tooltip, TooltipTrigger } from 'react-aria-components';
import { may } from '../../../src/protocol/permissions.ts';
import type { Role } from '../../../src/protocol/role.ts';
import type { Messages } from '../../ui/i18n/en.ts';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { type BadgeView, useCalmBadge } from './calm-badge.ts';
import type { ViewSource } from './page-view.ts';

/** How long the badge must be stable before a screen reader announces it: it changes with every word. */
const ANNOUNCE_MS = 1_500;

interface StatusBadgeProps {
  live: ViewSource;
  role: Role;
}

/** Shows the state of the user's own edits, with an explanation in the tooltip. */
export function StatusBadge({ live, role }: StatusBadgeProps) {
  const messages = useMessages();
  const badge = useCalmBadge(live);
  const { status, synced } = badge;
  const { tone, text, explain } = describe(badge, role, messages);
  const Icon = ICONS[tone];
  // Touch screens have no hover, so a press also opens the tooltip.
  const [open, setOpen] = useState(false);
  const archived = 'version' in status ? messages.status.archived(status.version, synced) : '';
  return (
    <>
      <TooltipTrigger
        delay={300}
        closeDelay={0}
        shouldCloseOnPress={false}
        isOpen={open && explain !== ''}
        onOpenChange={setOpen}
      >
        <Button className="badge" data-tone={tone} onPress={() => setOpen(true)}>
          <Icon size={15} aria-hidden="true" />
          <span className="badge-text">{text}</span>
        </Button>
        <Tooltip className="tooltip badge-tooltip" offset={4}>
          <p>
            <Icon size={14} aria-hidden="true" />
            <span>{explain}</span>
          </p>
          {archived && (
            <p>
              <Archive size={14} aria-hidden="true" />
              <span>{archived}</span>
            </p>
          )}
        </Tooltip>
      </TooltipTrigger>
      <Announcement text={text} />
    </>
  );
}

const ICONS = {
  saved: Check,
  saving: LoaderCircle,
  offline: CloudOff,
  reading: Eye,
  stopped: OctagonX,
  unkept: TriangleAlert,
} as const;

interface Told {
  tone: keyof typeof ICONS;
  text: string;
  explain: string;
}

function describe(
  { status, mode, hasUnsent, unkept, refused }: BadgeView,
  role: Role,
  { status: t }: Messages,
): Told {
  const suggesting = mode === 'suggesting';
  const reading = !may(role, 'write') && !suggesting;
  const explainReading = may(role, 'comment') ? t.explain.commenting : t.explain.readOnly;
  switch (status.state) {
    case 'loading':
      return { tone: 'saving', text: t.loading, explain: '' };
    case 'stopped':
      return { tone: 'stopped', text: t.stopped, explain: '' };
    case 'rebuilding':
      return { tone: 'stopped', text: t.rebuilding, explain: t.explain.rebuilding };
    case 'offline':
      if (unkept > 0) return { tone: 'unkept', text: t.unkept(unkept), explain: t.explain.unkept };
      if (reading && status.edits === 0) {
        return { tone: 'offline', text: t.readOnlyOffline, explain: explainReading };
      }
      return { tone: 'offline', text: t.offline(status.edits), explain: t.explain.offline };
    case 'saving':
      return { tone: 'saving', text: t.saving, explain: unkept > 0 ? t.explain.unkept : t.explain.saving };
    case 'saved':
      if (refused > 0) return { tone: 'unkept', text: t.refused(refused), explain: t.explain.refused };
      if (hasUnsent) return { tone: 'saving', text: t.saving, explain: t.explain.saving };
      if (reading) return { tone: 'reading', text: t.readOnly, explain: explainReading };
      if (suggesting) return { tone: 'saved', text: t.saved(status.version), explain: t.explain.suggesting };
      return { tone: 'saved', text: t.saved(status.version), explain: t.explain.saved(status.version) };
  }
}

/** Announces the badge's text to a screen reader once it has been stable for a while, without its version number. */
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
