import { testedApp } from './tested-app.ts';

/** A mail that the local app has kept instead of sending it. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  kind: string;
}

/** The mails to an address, newest first. */
export async function mailsTo(address: string): Promise<Mail[]> {
  const url = `http://localhost:${testedApp().port}/v1/dev/mail?to=${encodeURIComponent(address)}`;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { items: Mail[] }).items;
}
