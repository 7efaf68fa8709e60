import { useLayoutEffect, useRef } from 'react';

/** A person's initials on their colour. */
export function Avatar({ name, color, title }: { name: string; color: string; title?: string }) {
  const ref = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => ref.current?.style.setProperty('--peer', color), [color]);
  return (
    // The initials are drawn by the style sheet: as text they would be read out beside the name.
    <span
      ref={ref}
      className="avatar"
      role="img"
      aria-label={title ?? name}
      title={title ?? name}
      data-initials={initials(name)}
    />
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? '?')][0] ?? '?';
  const last = words.length > 1 ? ([...(words[words.length - 1] ?? '')][0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}
