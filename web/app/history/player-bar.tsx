import { Check, Pause, Play } from 'lucide-react';
import { memo, useLayoutEffect, useRef } from 'react';
import { Slider, SliderFill, SliderThumb, SliderTrack } from 'react-aria-components';
import type { Snapshot } from '../../api/history.ts';
import { IconButton } from '../../ui/components/button.tsx';
import { Choice } from '../../ui/components/field.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import type { HistorySession } from './history-session.ts';
import { PersonDot } from './person-dot.tsx';
import type { Speed } from './playback.ts';
import { useAcceptance, useAuthorName } from './use-author-name.ts';
import { useView } from './use-history.ts';
import { useTimes } from './use-times.ts';

const SPEEDS: readonly Speed[] = ['1', '10', '100', 'fit'];

interface PlayerBarProps {
  session: HistorySession;
  begin: number;
  head: number;
  named: readonly Snapshot[];
}

/** Moves through all versions, by hand or by playback. */
export const PlayerBar = memo(function PlayerBar(props: PlayerBarProps) {
  const { session, begin, head } = props;
  const { player } = useMessages().history;
  const playing = useView(session, isPlaying);
  const speed = useView(session, speedOf);
  return (
    <section className="player" aria-label={player.region}>
      <IconButton
        label={playing ? player.pause : player.play}
        isDisabled={head === begin}
        onPress={() => (playing ? session.pause() : session.play())}
      >
        {playing ? (
          <Pause size={20} fill="currentColor" strokeWidth={0} aria-hidden="true" />
        ) : (
          <Play size={20} fill="currentColor" strokeWidth={0} aria-hidden="true" />
        )}
      </IconButton>
      <VersionSlider {...props} />
      <Choice
        label={player.speed}
        value={speed}
        onChange={(next) => session.setSpeed(next)}
        options={SPEEDS.map((id) => ({ id, text: player.speeds[id] }))}
      />
      <Shown session={session} head={head} />
    </section>
  );
});

const isPlaying = (view: { playing: boolean }) => view.playing;
const speedOf = (view: { speed: Speed }) => view.speed;
const versionOf = (view: { version: number }) => view.version;

function VersionSlider({ session, begin, head, named }: PlayerBarProps) {
  const { player } = useMessages().history;
  const version = useView(session, versionOf);
  return (
    <Slider
      className="versions"
      aria-label={player.slider}
      minValue={begin}
      maxValue={Math.max(begin + 1, head)}
      value={Math.min(version, head)}
      isDisabled={head === begin}
      onChange={(next) => session.drag(next)}
      onChangeEnd={(next) => session.go(next)}
    >
      <SliderTrack className="versions-track">
        <SliderFill className="versions-fill" />
        {named
          .filter(({ version }) => version >= begin && version <= head)
          .map(({ version, name }) => (
            <NameMark key={version} at={(version - begin) / Math.max(1, head - begin)} name={name ?? ''} />
          ))}
        <SliderThumb className="versions-thumb" />
      </SliderTrack>
    </Slider>
  );
}

// The list of versions contains the names; these marks only show their places.
function NameMark({ at, name }: { at: number; name: string }) {
  const ref = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => ref.current?.style.setProperty('--at', String(at)), [at]);
  return <span ref={ref} className="versions-name" title={name} aria-hidden="true" />;
}

function Shown({ session, head }: { session: HistorySession; head: number }) {
  const { history } = useMessages();
  const nameOf = useAuthorName();
  const acceptance = useAcceptance();
  const times = useTimes();
  const shown = useView(session, ({ shown }) => shown);
  const at = useView(session, ({ at }) => at);
  const author = useView(session, ({ author, people }) => (author === null ? null : people.get(author)));
  const acceptor = useView(session, ({ acceptedBy, people }) => people.get(acceptedBy ?? '') ?? null);
  const waiting = useView(session, ({ waiting }) => waiting);
  // In full there is no room for it, and the bar keeps its height while versions pass.
  const credit = author && acceptor ? acceptance([author], [acceptor]) : null;
  return (
    <p className="player-shown" data-waiting={waiting || undefined}>
      <span className="player-version">{history.of(shown ?? 0, head)}</span>
      {at && <time dateTime={at}>{times.full(at)}</time>}
      {author && (
        <span className="player-author" title={credit ?? undefined}>
          <PersonDot id={author.id} />
          <bdi aria-hidden={credit !== null}>{nameOf(author)}</bdi>
          {credit !== null && (
            <>
              <Check size={14} aria-hidden="true" />
              <span className="visually-hidden">{credit}</span>
            </>
          )}
        </span>
      )}
    </p>
  );
}
