import { useDesk } from './desk.ts';

/** The whole of a closed card as one button, which opens it. */
export function CardPress({ id, label }: { id: string; label: string }) {
  const { choose } = useDesk();
  return (
    <button type="button" className="card-press" aria-label={label} onClick={() => choose(id, 'card')} />
  );
}
