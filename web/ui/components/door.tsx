import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { BrandMark } from './brand.tsx';

/** The layout of the pages before signing in: signing in and up, and the targets of links in mails. */
export function Door({ title, lead, children }: { title: string; lead: ReactNode; children?: ReactNode }) {
  const { auth, app } = useMessages();
  return (
    <div className="door">
      <aside className="door-side">
        <div className="brand">
          <BrandMark size={34} />
          <span>{app.name}</span>
        </div>
        <p className="door-line">{app.tagline}</p>
        <ul>
          {auth.promises.map((promise) => (
            <li key={promise}>
              <Check size={18} aria-hidden="true" />
              {promise}
            </li>
          ))}
        </ul>
      </aside>
      <main className="door-main">
        <div className="brand door-brand">
          <BrandMark size={34} />
          <span>{app.name}</span>
        </div>
        <h1>{title}</h1>
        <p className="lead">{lead}</p>
        {children}
      </main>
    </div>
  );
}
