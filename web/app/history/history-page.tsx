import './styles/history.css';
import './styles/versions.css';
import './styles/player.css';
import './styles/marks.css';
import { List } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { may } from '../../../src/protocol/permissions.ts';
import { ApiProblem, problemMessage } from '../../api/problem.ts';
import type { DocumentSummary } from '../../api/types.ts';
import { Button, IconButton } from '../../ui/components/button.tsx';
import { Dialog } from '../../ui/components/dialog.tsx';
import { Notice } from '../../ui/components/notice.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { RestoreButton } from '../shell/restore-button.tsx';
import { useMeans } from '../shell/session-gate.tsx';
import { ChangeSteps, Comparison, Legend, type Mode, Modes } from './changes-bar.tsx';
import { HistoryBar } from './history-bar.tsx';
import type { HistorySession } from './history-session.ts';
import { PlayerBar } from './player-bar.tsx';
import type { TimelineEntry } from './timeline.ts';
import { useAddress } from './use-address.ts';
import { useComparison } from './use-comparison.ts';
import { type Past, useHistorySession, usePast, useView } from './use-history.ts';
import { useMarkTitles } from './use-mark-titles.ts';
import { useMarked } from './use-marked.ts';
import { useSpaceToPlay } from './use-space-to-play.ts';
import { VersionList } from './version-list.tsx';
import type { Visit } from './visit.ts';

/** How long a version must be selected before the address contains it. */
const ADDRESS_MS = 300;

interface HistoryPageProps {
  meta: DocumentSummary;
  visit: Visit;
}

/** The history page: every version of a document, its authors, and restoring any of them. */
export default function HistoryPage({ meta, visit }: HistoryPageProps) {
  const messages = useMessages();
  const { history, list, stopped } = messages;
  const means = useMeans();
  const past = usePast(meta.id, meta.version);
  const title = meta.title || list.untitled;
  usePageTitle(`${title} · ${history.title}`);
  if (past.head === null && past.error instanceof ApiProblem && past.error.code === 'deleted') {
    return (
      <Notice title={stopped.deleted.title} text={stopped.deleted.text} home>
        {may(meta.role, 'trash', means) && <RestoreButton docId={meta.id} onRestored={past.refresh} />}
      </Notice>
    );
  }
  if (past.head === null && past.error !== null) {
    const text = problemMessage(past.error, messages);
    return <Notice title={history.failedTitle} text={text} retry={past.refresh} home />;
  }
  return <HistoryDesk meta={meta} title={title} past={past} visit={visit} />;
}

interface DeskProps extends HistoryPageProps {
  title: string;
  past: Past;
}

/** The text and its controls. Its text lives in its element: a page that shows a notice first begins a new one. */
function HistoryDesk({ meta, title, past, visit }: DeskProps) {
  const { container, scroller, session } = useHistorySession(meta.id);
  useMarkTitles(scroller, session);
  return (
    <div className="desk history">
      {session && past.head !== null && (
        <Controls session={session} meta={meta} title={title} past={past} head={past.head} visit={visit} />
      )}
      <main className="history-text" ref={scroller}>
        <div ref={container} className="sheet" />
      </main>
    </div>
  );
}

interface ControlsProps extends DeskProps {
  session: HistorySession;
  head: number;
}

/** The controls around the text. */
function Controls({ session, meta, title, past, head, visit }: ControlsProps) {
  const messages = useMessages();
  const { history, common } = messages;
  const [address, setAddress] = useAddress();
  const { compare } = address;
  const means = useMeans();
  const [mode, setMode] = useState<Mode>(compare === null ? 'text' : 'changes');
  const [listOpen, setListOpen] = useState(false);
  const visited = useVisited(visit, head);
  const settled = useView(session, ({ settled }) => settled);
  const failure = useView(session, ({ failure }) => failure);
  const people = useView(session, ({ people }) => people);
  useSpaceToPlay(session);

  const { version } = address;
  const { begin } = past;
  useEffect(() => {
    if (session.view().head === null) session.start(head, version);
    else session.setRange(begin, head);
  }, [session, begin, head, version]);
  useEffect(() => {
    if (version !== null && version !== session.view().version) session.go(version);
  }, [session, version]);
  useEffect(() => {
    // While the newest version is followed, the address names none.
    if (settled === null || settled === (version ?? head)) return;
    // Not with every step of a held key: browsers limit the rate of such changes.
    const timer = setTimeout(() => setAddress({ version: settled, compare }), ADDRESS_MS);
    return () => clearTimeout(timer);
  }, [settled, version, head, compare, setAddress]);
  useEffect(() => {
    for (const { authors, acceptedBy = [] } of past.revisions) session.know([...authors, ...acceptedBy]);
  }, [session, past.revisions]);
  useEffect(() => session.showAuthors(mode === 'authors'), [session, mode]);

  const setCompare = (compare: number | null) => setAddress({ version, compare });
  const changing = mode === 'changes';
  const comparison = useComparison(past, { settled, compare, visited, wanted: changing }, setCompare);
  const { from } = comparison;
  const between = changing && settled !== null && from !== null ? { from, to: settled } : null;
  const marked = useMarked(session, meta.id, between);
  const writers = new Set(marked.spots?.flatMap(({ authors }) => authors));
  const legend = [...people.values()].filter(({ id }) => mode === 'authors' || (changing && writers.has(id)));

  const choose = useCallback(
    (entry: TimelineEntry) => {
      session.go(entry.version);
      setListOpen(false);
    },
    [session],
  );
  return (
    <>
      <HistoryBar
        session={session}
        docId={meta.id}
        title={title}
        version={settled}
        head={head}
        mayName={may(meta.role, 'snapshot', means)}
        mayRestore={may(meta.role, 'revert', means)}
        mayCopy={may(meta.role, 'duplicate', means)}
        named={past.named}
        onNamed={(version) => {
          past.refresh();
          if (version !== settled) session.go(version);
        }}
      />
      <div className="history-modes">
        <Modes
          mode={mode}
          onMode={(next) => {
            setMode(next);
            if (next !== 'changes' && compare !== null) setCompare(null);
          }}
        />
        {changing ? (
          <>
            <Comparison bases={comparison.bases} base={comparison.base} onBase={comparison.choose} />
            {settled !== null && <ChangeSteps session={session} marked={marked} />}
          </>
        ) : (
          visited !== null &&
          visited < head && (
            <Button
              onPress={() => {
                setMode('changes');
                setAddress({ version: head, compare: visited });
              }}
            >
              {history.changes.sinceVisit}
            </Button>
          )
        )}
        <Legend authors={legend} />
        <span className="history-list-button">
          <IconButton label={history.timeline.open} onPress={() => setListOpen(true)}>
            <List size={19} aria-hidden="true" />
          </IconButton>
        </span>
      </div>
      {failure !== null && (
        <div className="history-failed" role="alert">
          {history.failedPart} {problemMessage(failure, messages)}
          <Button variant="plain" onPress={() => session.go(session.view().version)}>
            {common.retry}
          </Button>
        </div>
      )}
      <aside className="history-side" aria-label={history.timeline.title}>
        <VersionList session={session} past={past} onChoose={choose} />
      </aside>
      <PlayerBar session={session} begin={begin} head={head} named={past.named} />
      {listOpen && (
        <Dialog title={history.timeline.title} onClose={() => setListOpen(false)}>
          <VersionList session={session} past={past} onChoose={choose} />
        </Dialog>
      )}
    </>
  );
}

/** The last version that the user had seen before this visit; null when unknown. */
function useVisited(visit: Visit, head: number): number | null {
  const [visited, setVisited] = useState<number | null>(null);
  useEffect(() => {
    let here = true;
    void visit.before().then((version) => {
      if (!here) return;
      setVisited(version);
    });
    return () => {
      here = false;
    };
  }, [visit]);
  useEffect(() => visit.saw(head), [visit, head]);
  return visited;
}
