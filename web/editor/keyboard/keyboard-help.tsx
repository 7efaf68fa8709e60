import '../styles/keyboard-help.css';
import { Dialog } from '../../ui/components/dialog.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { KEY_TABLE } from './key-table.ts';

/** Explains the keys, and how the keyboard leaves the text. */
export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const { keyboard } = useMessages();
  return (
    <Dialog title={keyboard.title} onClose={onClose}>
      <div className="keys">
        {KEY_TABLE.map(([group, rows]) => (
          <section key={group}>
            <h3>{keyboard.groups[group]}</h3>
            <dl>
              {rows.map(([action, keys]) => (
                <div key={action} className="keys-row">
                  <dt>{keyboard.actions[action]}</dt>
                  <dd>
                    <Keys keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Keys({ keys }: { keys: string }) {
  const { caps, between } = useMessages().keyboard;
  const named = (cap: string) => (IS_MAC ? caps[macName(cap)] : undefined) ?? caps[cap] ?? cap;
  let place = 0;
  return keys.split(' ').map((part) => {
    place++;
    if (part in between) return <span key={place}> {between[part]} </span>;
    const combination = part.length > 1 ? part.split('+') : [part];
    return (
      <span key={place} className="keys-combination">
        {combination.map((cap) => (
          <kbd key={cap}>{named(cap)}</kbd>
        ))}
      </span>
    );
  });
}

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

function macName(cap: string): string {
  return `mac${cap.charAt(0).toUpperCase()}${cap.slice(1)}`;
}
