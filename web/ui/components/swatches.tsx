import { useLayoutEffect, useRef } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { useMessages } from '../i18n/i18n.tsx';

/** A choice of the user's colour. A current colour outside the palette stays selectable. */
export function Swatches({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { profile } = useMessages();
  const first = useRef(value).current;
  const colors = Object.keys(profile.colors);
  return (
    <RadioGroup className="swatches" value={value} onChange={onChange} orientation="horizontal">
      <Label>{profile.color}</Label>
      <div className="swatch-row">
        {(colors.includes(first) ? colors : [first, ...colors]).map((color) => (
          <Swatch key={color} value={color} label={profile.colors[color] ?? color} />
        ))}
      </div>
    </RadioGroup>
  );
}

function Swatch({ value, label }: { value: string; label: string }) {
  const ref = useRef<HTMLLabelElement>(null);
  useLayoutEffect(() => ref.current?.style.setProperty('--peer', value), [value]);
  return <Radio ref={ref} value={value} className="swatch" aria-label={label} />;
}
