import { useMessages } from '../../ui/i18n/i18n.tsx';
import { useView, type ViewSource } from './page-view.ts';

/** What becomes of the images that the user has put into the text and the server does not have. */
export function UploadNotice({ live }: { live: ViewSource }) {
  const { uploads: t } = useMessages().editor;
  const uploads = useView(live, ({ uploads }) => uploads);
  const state = useView(live, ({ status }) => status.state);
  const { waiting, sent, refused, why, unkept } = uploads;
  if (refused > 0) {
    return (
      <section className="banner banner-unkept" role="alert">
        <h2>{t.refusedTitle(refused)}</h2>
        <p>{why === 'storage_full' ? t.full : t.refusedText}</p>
      </section>
    );
  }
  if (waiting === 0) return null;
  const percent = Math.floor(sent * 100);
  const text = state === 'offline' ? t.waiting(waiting) : t.sending(waiting, percent);
  return (
    <div className="upload-pill">
      {state !== 'offline' && <progress value={sent} max={1} aria-label={t.sending(waiting, percent)} />}
      <span>{text}</span>
      {unkept > 0 && <strong role="alert">{t.unkept}</strong>}
    </div>
  );
}
