import { type FormEvent, type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import { randomId } from '../../../../src/base/ids.ts';
import { ApiProblem, isUnreachable, problemMessage } from '../../../api/problem.ts';
import { Button } from '../../../ui/components/button.tsx';
import { listId, OptionList, optionId } from '../../../ui/components/option-list.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { personOption } from '../mentions/person-option.tsx';
import { AbsentPanel } from './absent-panel.tsx';
import { useDesk } from './desk.ts';
import type { KeptText } from './kept-texts.ts';
import { type Mentioned, toBody } from './mention-text.ts';
import { type AbsentOffer, useAbsent } from './use-absent.ts';
import { useMentions } from './use-mentions.ts';

/** How long a comment may be, in units. */
const LONGEST = 10_000;

interface ComposerProps {
  /** What the text is for: it is kept under this name. */
  what: string;
  label: string;
  placeholder: string;
  /** The word on the button. */
  action: string;
  /** What the field holds when nothing is kept. */
  initial?: KeptText;
  autoFocus?: boolean;
  /** Whether the buttons are there before anything is typed. */
  alwaysOpen?: boolean;
  /** Sends the comment; the same key means the same write. */
  send: (body: string, key: string) => Promise<void>;
  onDone: () => void;
  onCancel: () => void;
}

const NOTHING: KeptText = { text: '', mentions: [] };

/** The field that a comment is written in. What is typed is kept until it is sent, however the page is left. */
export function Composer(props: ComposerProps) {
  const {
    what,
    label,
    placeholder,
    action,
    initial = NOTHING,
    autoFocus = false,
    alwaysOpen = false,
  } = props;
  const messages = useMessages();
  const { compose } = messages.review;
  const { kept } = useDesk();
  const [written, setWritten] = useState<KeptText>(() => kept.get<KeptText>(what) ?? initial);
  const [error, setError] = useState<unknown>(null);
  const [isSending, setSending] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const { text } = written;
  const write = (next: KeptText): void => {
    setWritten(next);
    kept.set(what, next.text === '' ? null : next);
  };
  const absent = useAbsent();
  const mentions = useMentions(field, text, (from, to, person) => {
    const name = `@${person.name} `;
    write({
      ...written,
      text: text.slice(0, from) + name + text.slice(to),
      mentions: added(written, person),
    });
    return from + name.length;
  });
  useLayoutEffect(() => {
    if (autoFocus) field.current?.focus({ preventScroll: true });
  }, [autoFocus]);
  // Where `field-sizing` is not supported.
  useLayoutEffect(() => {
    const area = field.current;
    if (!area || CSS.supports('field-sizing', 'content')) return;
    area.rows = Math.min(10, text.split('\n').length + 1);
  }, [text]);

  /** Sends the comment, with a request of the user after it. */
  const deliver = async (said: KeptText, request = ''): Promise<void> => {
    const body = toBody(said.text, said.mentions) + request;
    if (body.length > LONGEST) {
      setError(compose.tooLong(LONGEST));
      return;
    }
    const key = said.sent?.body === body ? said.sent.key : randomId();
    write({ ...said, sent: { body, key } });
    try {
      await props.send(body, key);
    } catch (failure) {
      const code = failure instanceof ApiProblem ? failure.code : null;
      if (code === 'not_a_member') {
        // The same key would get the same refusal, though everyone may read it by then.
        write({ text: said.text, mentions: said.mentions });
        if (await absent.askAboutUsers(said)) return;
      }
      // The write was done before; only its answer was too long to be kept.
      if (code !== 'already_done') {
        setError(isUnreachable(failure) && !navigator.onLine ? compose.offline : failure);
        return;
      }
    }
    write(initial);
    kept.set(what, null);
    props.onDone();
  };
  /** Does what sends the comment, or is asked before it is sent; one at a time. */
  const busy = async (act: () => Promise<void>): Promise<void> => {
    if (isSending) return;
    setError(null);
    setSending(true);
    await act().catch(setError);
    setSending(false);
    if (absent.offer !== null) field.current?.focus({ preventScroll: true });
  };
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (text.trim() === '' || absent.offer !== null) return;
    void busy(async () => {
      if (!(await absent.askAboutAddresses(written))) await deliver(written);
    });
  };
  const askOwner = ({ owner, people }: AbsentOffer): void => {
    const names = people.map((person) => ('email' in person ? person.email : person.name));
    const request = compose.absent.request(`<@${owner.id}>`, compose.absent.people(names));
    void busy(() => deliver(absent.leave(written), `\n\n${request}`));
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || mentions.onKeyDown(event)) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
    if (event.key === 'Escape') {
      event.stopPropagation();
      props.onCancel();
    }
  };
  const { isOpen, isUnknown, people, chosen } = mentions;
  return (
    <form className="composer" onSubmit={submit} aria-busy={isSending}>
      <textarea
        ref={field}
        id={id}
        className="input composer-field"
        rows={1}
        dir="auto"
        aria-label={label}
        placeholder={placeholder}
        value={text}
        readOnly={isSending}
        aria-haspopup="listbox"
        aria-autocomplete="list"
        {...(isOpen && {
          'aria-controls': listId(id),
          'aria-activedescendant': optionId(id, people[chosen]?.id ?? ''),
        })}
        onChange={(event) => {
          setError(null);
          absent.close();
          write({ ...written, text: event.target.value });
        }}
        onKeyDown={onKeyDown}
        onSelect={mentions.look}
        onBlur={mentions.close}
      />
      {isOpen && (
        <OptionList
          id={id}
          label={compose.people}
          className="mention-picker"
          groups={[{ options: people.map(personOption) }]}
          chosen={chosen}
          onChoose={({ icon: _icon, ...person }) => mentions.choose(person)}
        />
      )}
      {isUnknown && (
        <p className="composer-hint" role="status">
          {compose.unknown}
        </p>
      )}
      {absent.offer !== null && (
        <AbsentPanel
          offer={absent.offer}
          isPending={isSending}
          onShare={(role) => void busy(async () => deliver(await absent.share(written, role, write)))}
          onAsk={() => absent.offer && askOwner(absent.offer)}
          onLeave={() => void busy(() => deliver(absent.leave(written)))}
          onClose={() => {
            absent.close();
            field.current?.focus({ preventScroll: true });
          }}
        />
      )}
      {error !== null && (
        <p className="form-error" role="alert">
          {typeof error === 'string' ? error : problemMessage(error, messages)}
        </p>
      )}
      {(alwaysOpen || text !== '') && absent.offer === null && (
        <div className="composer-actions">
          <Button variant="plain" onPress={props.onCancel}>
            {messages.common.cancel}
          </Button>
          <Button variant="primary" type="submit" isPending={isSending} isDisabled={text.trim() === ''}>
            {action}
          </Button>
        </div>
      )}
    </form>
  );
}

function added({ mentions }: KeptText, person: Mentioned): Mentioned[] {
  return [...mentions.filter(({ id }) => id !== person.id), person];
}
