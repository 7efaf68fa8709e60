import { useLayoutEffect, useRef, useState } from 'react';
import { useMessages } from '../i18n/i18n.tsx';

interface AvatarProps {
  name: string;
  color: string;
  title?: string;
  /** The person has no account; the avatar is marked. */
  guest?: boolean;
  /** The https address of a picture, which replaces the initials once it has loaded. */
  picture?: string | null;
}

/** A person's picture, or the initials on the person's colour. */
export function Avatar({ name, color, title, guest = false, picture = null }: AvatarProps) {
  const { sharing } = useMessages();
  const label = title ?? (guest ? sharing.guest.name(name) : name);
  const ref = useRef<HTMLSpanElement>(null);
  const [failed, setFailed] = useState<string | null>(null);
  useLayoutEffect(() => ref.current?.style.setProperty('--peer', color), [color]);
  return (
    // The style sheet draws the initials: as text, screen readers would read them beside the name.
    <span
      ref={ref}
      className="avatar"
      role="img"
      aria-label={label}
      title={label}
      data-guest={guest || undefined}
      data-initials={initials(name)}
    >
      {picture !== null && picture !== failed && (
        <img src={picture} alt="" onError={() => setFailed(picture)} />
      )}
    </span>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? '?')][0] ?? '?';
  const last = words.length > 1 ? ([...(words[words.length - 1] ?? '')][0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}
