import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import type { Ops } from '../../src/ot/op.ts';
import { Wire } from '../support/wire.ts';
import { DocumentTab } from './document-tab.ts';
import { testedApp } from './tested-app.ts';

let registered = 0;

/** What sets a person's browser apart; and the address of who needs a certain one. */
interface PersonOptions extends BrowserContextOptions {
  email?: string;
}

/** Somebody with an account and a browser of their own, on a wire of their own. */
export class Person {
  /** Whoever has not left yet. */
  static readonly present = new Set<Person>();
  readonly name: string;
  readonly email: string;
  readonly password = 'otters drum quietly at noon';
  readonly context: BrowserContext;
  readonly wire: Wire;
  readonly origin: string;
  /** Errors on the console and refusals by the content security policy, of all their pages. */
  readonly complaints: string[] = [];
  private readonly forgiven: RegExp[] = [];
  private token = '';
  private userId = '';

  private constructor(name: string, context: BrowserContext, wire: Wire, email?: string) {
    this.name = name;
    this.email =
      email ?? `${name.toLowerCase().replaceAll(/\W+/g, '.')}.${Date.now()}.${++registered}@example.org`;
    this.context = context;
    this.wire = wire;
    this.origin = `http://localhost:${wire.port}`;
    context.on('page', (page) => this.listen(page));
    Person.present.add(this);
  }

  /** A browser with nobody signed in. */
  static visitor(browser: Browser, name: string, options: PersonOptions = {}): Promise<Person> {
    return Person.at(browser, name, options, []);
  }

  private static async at(
    browser: Browser,
    name: string,
    options: PersonOptions,
    localStorage: { name: string; value: string }[],
  ): Promise<Person> {
    const { email, ...contextOptions } = options;
    const wire = await Wire.lay(testedApp().port);
    const context = await browser.newContext({
      viewport: { width: 1100, height: 760 },
      reducedMotion: 'reduce',
      storageState: { cookies: [], origins: [{ origin: `http://localhost:${wire.port}`, localStorage }] },
      ...contextOptions,
    });
    context.setDefaultTimeout(25_000);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
    return new Person(name, context, wire, email);
  }

  /** A browser with a new account, signed in by the refresh cookie alone; no page was opened for it. */
  static async signedUp(browser: Browser, name: string, options: PersonOptions = {}): Promise<Person> {
    const person = await Person.at(browser, name, options, [{ name: 'signed-in', value: '1' }]);
    const response = await person.context.request.post(`${person.origin}/v1/auth/register`, {
      data: { name, email: person.email, password: person.password },
    });
    if (!response.ok()) throw new Error(await response.text());
    const { accessToken, user } = (await response.json()) as { accessToken: string; user: { id: string } };
    person.token = accessToken;
    person.userId = user.id;
    return person;
  }

  /** Their account's id. */
  get id(): string {
    if (this.userId === '') throw new Error(`${this.name} has no account yet.`);
    return this.userId;
  }

  /** An address of the app as their own browser reaches it: links in mails lead to the app's own origin. */
  here(url: string): string {
    const { pathname, search } = new URL(url);
    return `${this.origin}${pathname}${search}`;
  }

  /** Waits for a mail to them that has this text, newest first. */
  async mail(text: string | RegExp): Promise<Mail> {
    const matches = ({ subject, text: body }: Mail) => {
      const all = `${subject}\n${body}`;
      return typeof text === 'string' ? all.includes(text) : text.test(all);
    };
    const arrived = async (): Promise<Mail> => {
      const mail = (await mailsTo(this.email)).find(matches);
      if (!mail) throw new Error(`No mail to ${this.email} says ${text}.`);
      return mail;
    };
    return vi.waitFor(arrived, { timeout: 15_000, interval: 200 });
  }

  /** Proves their address with the link of the mail that they were sent. */
  async verify(): Promise<void> {
    const { text } = await this.mail(/\/verify-email\?token=/);
    const token = /\/verify-email\?token=([\w-]+)/.exec(text)?.[1];
    await this.api('POST', '/v1/auth/verify-email', { token });
  }

  /** Calls the API as this person, past their browser and their wire. */
  async api<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`http://localhost:${testedApp().port}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
  }

  /** Creates a document with this text; answers its id. */
  async create(title: string, text = ''): Promise<string> {
    const content = text === '' ? {} : { content: { delta: [{ insert: `${text}\n` }] } };
    return (await this.api<{ id: string }>('POST', '/v1/docs', { title, ...content })).id;
  }

  /** Shares a document of theirs: by the other's id, which asks for no proof of an address. */
  async share(id: string, other: Person, role = 'editor'): Promise<void> {
    await this.api('PUT', `/v1/docs/${id}/permissions/${other.id}`, { role });
  }

  /** What the server holds of a document. */
  content(id: string): Promise<{ version: number; ops: Ops }> {
    return this.api('GET', `/v1/docs/${id}/content`);
  }

  /** Edits past the browser, as a program would. */
  async editByApi(id: string, delta: Ops): Promise<void> {
    const { version } = await this.content(id);
    await this.api('POST', `/v1/docs/${id}/ops`, { baseVersion: version, delta });
  }

  /** Opens a document in a new tab and waits for its text. */
  async open(id: string): Promise<DocumentTab> {
    const tab = new DocumentTab(this, await this.context.newPage(), id);
    await tab.goto();
    return tab;
  }

  /** Closes the browser; fails if any page complained. */
  async leave(): Promise<void> {
    Person.present.delete(this);
    await this.context.close();
    await this.wire.remove();
    const complaints = this.complaints.filter((text) => !this.forgiven.some((pattern) => pattern.test(text)));
    expect(complaints, `complaints of ${this.name}'s pages`).toEqual([]);
  }

  /** Says that an error on the console is expected: what the browser itself logs of a failed request, maybe later. */
  forgive(pattern: RegExp): void {
    this.forgiven.push(pattern);
  }

  private listen(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(`${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.complaints.push(error.stack ?? error.message));
  }
}

/** A mail, as the app that runs locally keeps it instead of sending it. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  kind: string;
}

/** The mails to an address, newest first. */
async function mailsTo(address: string): Promise<Mail[]> {
  const url = `http://localhost:${testedApp().port}/v1/dev/mail?to=${encodeURIComponent(address)}`;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { items: Mail[] }).items;
}

/** What Chromium logs by itself when a request or a socket fails because the wire is cut. */
export const CUT = /net::ERR_|WebSocket connection to/;
