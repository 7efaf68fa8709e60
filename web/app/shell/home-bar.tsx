import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Account } from '../../api/types.ts';
import { BrandMark } from '../../ui/components/brand.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Bell } from './bell.tsx';
import { VerifyBanner } from './verify-banner.tsx';

/** The bar above the pages outside documents, with the user's reminders below it. */
export function HomeBar({ user, children }: { user: Account; children?: ReactNode }) {
  const { app } = useMessages();
  return (
    <>
      <header className="home-bar">
        <Link href="/" className="brand">
          <BrandMark />
          <span>{app.name}</span>
        </Link>
        <div className="home-bar-end">
          {children}
          <Bell />
          <AccountMenu user={user} />
        </div>
      </header>
      <VerifyBanner user={user} />
    </>
  );
}
