import { Bell, Database, KeyRound, MonitorSmartphone, ShieldCheck, UserRound } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import type { Account } from '../../../api/types.ts';
import { Notice } from '../../../ui/components/notice.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { HomeBar } from '../../shell/home-bar.tsx';
import '../../../ui/styles/settings.css';
import '../../../ui/styles/choices.css';
import '../../../ui/styles/second-factor.css';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { NotificationsSection } from './notifications-section.tsx';
import { PrivacySection } from './privacy-section.tsx';
import { ProfileSection } from './profile-section.tsx';
import { SecuritySection } from './security-section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { TokensSection } from './tokens-section.tsx';

const SECTIONS = [
  { id: 'profile', Icon: UserRound },
  { id: 'security', Icon: ShieldCheck },
  { id: 'sessions', Icon: MonitorSmartphone },
  { id: 'notifications', Icon: Bell },
  { id: 'tokens', Icon: KeyRound },
  { id: 'privacy', Icon: Database },
] as const;

type SectionId = (typeof SECTIONS)[number]['id'];

/** The settings of the signed-in user, one section of them at a time. */
export default function SettingsPage({ section, user }: { section: string; user: Account }) {
  const messages = useMessages();
  const { settings, app } = messages;
  const nav = useRef<HTMLElement>(null);
  const chosen = SECTIONS.find(({ id }) => id === section)?.id;
  usePageTitle(chosen ? settings.sections[chosen] : settings.title);
  useEffect(() => {
    if (!chosen) return;
    // On a phone the sections are one row that scrolls.
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [chosen]);
  if (!chosen) return <Notice title={messages.notFound.title} text={messages.notFound.text} home />;
  return (
    <div className="home">
      <a className="skip" href="#settings">
        {app.skip}
      </a>
      <HomeBar user={user} />
      <div className="settings">
        <nav ref={nav} className="settings-nav" aria-label={settings.nav}>
          {SECTIONS.map(({ id, Icon }) => (
            <Link key={id} href={`/settings/${id}`} aria-current={id === chosen ? 'page' : undefined}>
              <Icon size={17} aria-hidden="true" />
              {settings.sections[id]}
            </Link>
          ))}
        </nav>
        <main className="settings-main" id="settings" tabIndex={-1}>
          <h1>{settings.sections[chosen]}</h1>
          {contentOf(chosen, user)}
        </main>
      </div>
    </div>
  );
}

function contentOf(section: SectionId, user: Account): ReactNode {
  switch (section) {
    case 'profile':
      return <ProfileSection user={user} />;
    case 'security':
      return <SecuritySection user={user} />;
    case 'sessions':
      return <SessionsSection />;
    case 'notifications':
      return <NotificationsSection />;
    case 'tokens':
      return <TokensSection />;
    case 'privacy':
      return <PrivacySection user={user} />;
  }
}
