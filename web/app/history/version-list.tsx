import { Bookmark } from 'lucide-react';
import { memo, useCallback, useEffect, useMemo, useRef } from 'react';
import {
  Collection,
  Header,
  ListBox,
  ListBoxItem,
  ListBoxLoadMoreItem,
  ListBoxSection,
} from 'react-aria-components';
import type { Author } from '../../api/history.ts';
import { Button } from '../../ui/components/button.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import type { HistorySession } from './history-session.ts';
import type { HistoryView } from './history-view.ts';
import { PersonDot } from './person-dot.tsx';
import { isFollowed } from './playback.ts';
import { entryOf, type TimelineEntry, timelineDays } from './timeline.ts';
import { useAcceptance, useAuthorName } from './use-author-name.ts';
import { type Past, useView } from './use-history.ts';
import { type Times, useTimes } from './use-times.ts';

/** The number of a revision's authors that are named. */
const NAMED_AUTHORS = 2;

interface VersionListProps {
  session: HistorySession;
  past: Past;
  onChoose: (entry: TimelineEntry) => void;
}

/** Revisions and named versions, newest first and by day; scrolling loads more. */
export const VersionList = memo(function VersionList({ session, past, onChoose }: VersionListProps) {
  const { history, common } = useMessages();
  const { timeline } = history;
  const times = useTimes();
  const { revisions, named, complete, loadingMore, error, more, refresh } = past;
  const days = useMemo(() => timelineDays(revisions, named, complete), [revisions, named, complete]);
  const entries = useMemo(
    () => new Map(days.flatMap(({ entries }) => entries.map((e) => [e.key, e]))),
    [days],
  );
  // During fast playback the list would otherwise render with every frame.
  const selected = useView(
    session,
    useCallback(
      (view: HistoryView) => {
        const version = view.settled ?? (view.playing && isFollowed(view.speed) ? view.shown : null);
        return version === null ? null : (entryOf([...entries.values()], version)?.key ?? null);
      },
      [entries],
    ),
  );
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selected === null) return;
    list.current?.querySelector(`[data-key="${selected}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [selected]);

  if (complete && revisions.length === 0) return <p className="timeline-empty">{timeline.empty}</p>;
  return (
    <>
      <ListBox
        ref={list}
        className="timeline"
        aria-label={timeline.title}
        selectionMode="single"
        selectedKeys={selected === null ? [] : [selected]}
        onSelectionChange={(keys) => {
          // A second press chooses the same entry again: the slider may have moved within it.
          const key = keys === 'all' ? undefined : ([...keys][0] ?? selected ?? undefined);
          const entry = entries.get(String(key));
          if (entry) onChoose(entry);
        }}
      >
        <Collection items={days}>
          {({ day, entries }) => (
            <ListBoxSection id={day} className="timeline-day">
              <Header className="timeline-date">{times.day(day)}</Header>
              <Collection items={entries}>
                {(entry) =>
                  entry.kind === 'named' ? (
                    <NamedItem entry={entry} times={times} />
                  ) : (
                    <RevisionItem entry={entry} times={times} />
                  )
                }
              </Collection>
            </ListBoxSection>
          )}
        </Collection>
        <ListBoxLoadMoreItem className="timeline-more" isLoading={loadingMore} onLoadMore={more}>
          {timeline.more}
        </ListBoxLoadMoreItem>
      </ListBox>
      {error !== null && revisions.length > 0 && (
        <div className="timeline-failed" role="alert">
          <p>{timeline.failed}</p>
          <Button onPress={refresh}>{common.retry}</Button>
        </div>
      )}
    </>
  );
});

type Named = Extract<TimelineEntry, { kind: 'named' }>;
type Revised = Extract<TimelineEntry, { kind: 'revision' }>;

function NamedItem({ entry, times }: { entry: Named; times: Times }) {
  const { history } = useMessages();
  return (
    <ListBoxItem id={entry.key} textValue={entry.name} className="timeline-item timeline-named">
      <Bookmark size={16} aria-hidden="true" />
      <strong dir="auto">{entry.name}</strong>
      <span className="timeline-meta">
        {times.clock(entry.at)} · {history.version(entry.version)}
      </span>
    </ListBoxItem>
  );
}

function RevisionItem({ entry, times }: { entry: Revised; times: Times }) {
  const { history } = useMessages();
  const nameOf = useAuthorName();
  const acceptance = useAcceptance();
  const { revision } = entry;
  const [start, end] = [times.clock(revision.startedAt), times.clock(revision.endedAt)];
  const when = start === end ? end : `${start} – ${end}`;
  const { inserted, deleted, authors, suggestedBy, acceptedBy } = revision;
  const shown = authors.slice(0, NAMED_AUTHORS);
  const names = shown.map(nameOf).join(', ') || history.nobody;
  const everybody = history.timeline.others(names, authors.length - shown.length);
  const accepted = suggestedBy && acceptedBy ? acceptance(suggestedBy, acceptedBy) : null;
  // Of one operation nothing else is to be told.
  const isOne = accepted !== null && revision.to - revision.from === 1;
  const who = isOne ? accepted : everybody;
  const more = isOne ? null : accepted;
  const told = [when, who, ...(more === null ? [] : [more])].join(', ');
  return (
    <ListBoxItem id={entry.key} textValue={told} className="timeline-item">
      <span className="timeline-when">{when}</span>
      <span className="timeline-amount" title={history.timeline.amount(inserted, deleted)}>
        <ins>{history.timeline.inserted(inserted)}</ins> <del>{history.timeline.deleted(deleted)}</del>
      </span>
      <Who authors={authors} text={who} isWhole={isOne} />
      {more !== null && <bdi className="timeline-accepted">{more}</bdi>}
    </ListBoxItem>
  );
}

/** Names are cut to a line; `isWhole` breaks them instead. */
function Who({ authors, text, isWhole }: { authors: readonly Author[]; text: string; isWhole: boolean }) {
  return (
    <span className="timeline-who" data-whole={isWhole || undefined}>
      <span className="dots">
        {authors.slice(0, 4).map(({ id }) => (
          <PersonDot key={id} id={id} />
        ))}
      </span>
      <bdi>{text}</bdi>
    </span>
  );
}
