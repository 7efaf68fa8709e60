import { useState } from 'react';
import { Choice } from '../../ui/components/field.tsx';
import { useDate, useMessages } from '../../ui/i18n/i18n.tsx';

const DAYS = [1, 7, 30] as const;
const DAY_MS = 86_400_000;

interface LinkExpiryProps {
  expiresAt: string | null;
  onChange: (expiresAt: string | null) => void;
}

/** When the link expires: never, after a period, or at the end of a chosen day. */
export function LinkExpiry({ expiresAt, onChange }: LinkExpiryProps) {
  const { link: t } = useMessages().sharing;
  const date = useDate();
  const [picking, setPicking] = useState(false);
  const pick = (day: string) => {
    setPicking(false);
    const end = new Date(`${day}T23:59:59`);
    if (end.getTime() > Date.now()) onChange(end.toISOString());
  };
  const options = [
    { id: 'never', text: t.never },
    ...(expiresAt === null ? [] : [{ id: 'kept', text: t.until(date(expiresAt)) }]),
    ...DAYS.map((days) => ({ id: String(days), text: t.inDays(days) })),
    { id: 'pick', text: t.pick },
  ];
  return (
    <span className="link-expiry">
      <Choice
        label={t.expiry}
        value={picking ? 'pick' : expiresAt === null ? 'never' : 'kept'}
        options={options}
        onChange={(key) => {
          setPicking(key === 'pick');
          if (key === 'never' && expiresAt !== null) onChange(null);
          const days = Number(key);
          if (days > 0) onChange(new Date(Date.now() + days * DAY_MS).toISOString());
        }}
      />
      {picking && (
        <input
          type="date"
          className="input date-input"
          aria-label={t.pickLabel}
          min={localDay(Date.now())}
          // biome-ignore lint/a11y/noAutofocus: it appears because it was asked for, in the place of what had the focus.
          autoFocus
          onBlur={(event) => pick(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') pick(event.currentTarget.value);
          }}
        />
      )}
    </span>
  );
}

/** A day of the user's calendar, as the value of a date field. */
function localDay(time: number): string {
  const date = new Date(time);
  return new Date(time - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
