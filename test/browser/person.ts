import type { Browser, BrowserContext, BrowserContextOptions, ConsoleMessage, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import type { Delta } from '../../src/ot/op.ts';
import type { Wire } from '../support/wire.ts';
import { type Device, dispose, newDevice, usedDevice, VIEWPORT, wipe } from './device.ts';
import { DocumentTab } from './document-tab.ts';
import { goInside } from './go-inside.ts';
import { type Mail, mailsTo } from './mails.ts';
import { testedApp } from './tested-app.ts';

let registered = 0;

/** Options of a person's browser; and the address of a person who needs a certain one. */
interface PersonOptions extends BrowserContextOptions {
  email?: string;
  /** Errors that their pages may report in every test, as when their wire is cut. */
  forgives?: RegExp[];
}

/** A person with an account and a browser, on a wire of their own. */
export class Person {
  /** Everyone who has not left yet. */
  static readonly present = new Set<Person>();
  readonly name: string;
  readonly email: string;
  readonly password = 'otters drum quietly at noon';
  readonly context: BrowserContext;
  readonly wire: Wire;
  readonly origin: string;
  /** Errors on the console and refusals by the content security policy, of all their pages. */
  readonly complaints: string[] = [];
  private readonly device: Device;
  private readonly isNewDevice: boolean;
  private readonly forgives: RegExp[];
  private forgiven: RegExp[] = [];
  /** Whether the app runs in their kept tab. */
  private isInApp = false;
  private token = '';
  private userId = '';

  private constructor(name: string, device: Device, isNewDevice: boolean, options: PersonOptions) {
    const { email, forgives = [] } = options;
    this.name = name;
    this.email =
      email ?? `${name.toLowerCase().replaceAll(/\W+/g, '.')}.${Date.now()}.${++registered}@example.org`;
    this.forgives = forgives;
    this.device = device;
    this.isNewDevice = isNewDevice;
    this.context = device.context;
    this.wire = device.wire;
    this.origin = device.origin;
    for (const page of this.context.pages()) this.listen(page);
    this.context.on('page', this.listen);
    Person.present.add(this);
  }

  /** A browser without a signed-in user. */
  static visitor(browser: Browser, name: string, options: PersonOptions = {}): Promise<Person> {
    return Person.at(browser, name, options, false);
  }

  /** As `visitor`, at a device that another person has left, if there is one. */
  static async nextVisitor(browser: Browser, name: string): Promise<Person> {
    return new Person(name, await usedDevice(browser, false), false, {});
  }

  private static async at(
    browser: Browser,
    name: string,
    options: PersonOptions,
    isSignedIn: boolean,
  ): Promise<Person> {
    const { email: _email, forgives: _forgives, ...contextOptions } = options;
    return new Person(name, await newDevice(browser, contextOptions, isSignedIn), true, options);
  }

  /** A browser with a new account, signed in by the refresh cookie only; no page was opened for it. */
  static async signedUp(browser: Browser, name: string, options: PersonOptions = {}): Promise<Person> {
    return (await Person.at(browser, name, options, true)).register();
  }

  /** As `signedUp`, at a device that another person has left, if there is one. */
  static async nextSignedUp(
    browser: Browser,
    name: string,
    options: Pick<PersonOptions, 'email' | 'forgives'> = {},
  ): Promise<Person> {
    return new Person(name, await usedDevice(browser, true), false, options).register();
  }

  private async register(): Promise<this> {
    const response = await this.context.request.post(`${this.origin}/v1/auth/register`, {
      data: { name: this.name, email: this.email, password: this.password },
    });
    if (!response.ok()) throw new Error(await response.text());
    const { accessToken, user } = (await response.json()) as { accessToken: string; user: { id: string } };
    this.token = accessToken;
    this.userId = user.id;
    return this;
  }

  /** Their account's id. */
  get id(): string {
    if (this.userId === '') throw new Error(`${this.name} has no account yet.`);
    return this.userId;
  }

  /** An address of the app as their own browser reaches it: links in mails have the app's own origin. */
  here(url: string): string {
    const { pathname, search } = new URL(url, this.origin);
    return `${this.origin}${pathname}${search}`;
  }

  /** Waits for a mail to them with this text, newest first. */
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

  /** Verifies their address with the link of the mail that they received. */
  async verify(): Promise<void> {
    const { text } = await this.mail(/\/verify-email\?token=/);
    const token = /\/verify-email\?token=([\w-]+)/.exec(text)?.[1];
    await this.api('POST', '/v1/auth/verify-email', { token });
  }

  /** Calls the API as this person, without their browser and their wire. */
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

  /** Creates a document with this text; returns its id. */
  async create(title: string, text = ''): Promise<string> {
    const content = text === '' ? {} : { content: { delta: [{ insert: `${text}\n` }] } };
    return (await this.api<{ id: string }>('POST', '/v1/docs', { title, ...content })).id;
  }

  /** Shares a document of theirs, by the other's id, which needs no verified address. */
  async share(id: string, other: Person, role = 'editor'): Promise<void> {
    await this.api('PUT', `/v1/docs/${id}/permissions/${other.id}`, { role });
  }

  /** The server's content of a document. */
  content(id: string): Promise<{ version: number; ops: Delta }> {
    return this.api('GET', `/v1/docs/${id}/content`);
  }

  /** Edits without the browser, as a program would: one version for each delta. */
  async editByApi(id: string, ...deltas: Delta[]): Promise<void> {
    let { version } = await this.content(id);
    for (const delta of deltas)
      await this.api('POST', `/v1/docs/${id}/ops`, { baseVersion: version++, delta });
  }

  /** Opens a document in a new tab and waits for its text. */
  async open(id: string): Promise<DocumentTab> {
    const tab = new DocumentTab(this, await this.context.newPage(), id);
    await tab.goto();
    return tab;
  }

  /**
   * Opens a document in their kept tab, and waits for its text: inside the app if that runs in the tab, as by one of
   * its links, which costs an eighth of loading it.
   */
  async at(id: string): Promise<DocumentTab> {
    const tab = new DocumentTab(this, await this.visit(`/d/${id}`, '.ql-editor[data-ready]'), id);
    await tab.ready();
    return tab;
  }

  /**
   * Shows a page of the app in their kept tab, and waits for `sign`, a selector of an element of that page: matching
   * elements of the previous page do not count. The tab is a new one if a test has closed it.
   */
  async visit(path: string, sign: string): Promise<Page> {
    const page = await this.sitDown();
    const { pathname, search } = new URL(page.url());
    if (this.isInApp && path !== `${pathname}${search}`) {
      await page.evaluate(goInside, { path, sign });
    } else {
      await this.load(path);
      await page.locator(sign).first().waitFor();
    }
    return page;
  }

  /** Loads a page of the app in their kept tab, for requests that a visit inside the app would not send. */
  async load(address: string): Promise<Page> {
    const page = await this.sitDown();
    await page.goto(this.here(address));
    this.isInApp = true;
    return page;
  }

  /** Their kept tab, in its own size. */
  private async sitDown(): Promise<Page> {
    const { device } = this;
    if (device.desk === undefined || device.desk.isClosed()) {
      this.isInApp = false;
      device.desk = await this.context.newPage();
      device.desk.once('crash', () => {
        delete device.desk;
      });
    }
    const { width, height } = device.desk.viewportSize() ?? VIEWPORT;
    if (width !== VIEWPORT.width || height !== VIEWPORT.height) await device.desk.setViewportSize(VIEWPORT);
    return device.desk;
  }

  /**
   * Closes everything that a test has opened except the kept tab, and removes that tab's routes; fails if any page
   * complained.
   */
  async endTest(): Promise<void> {
    const others = this.context.pages().filter((page) => page !== this.device.desk);
    await Promise.all(others.map((page) => page.close()));
    const { desk } = this.device;
    if (desk && !desk.isClosed()) await desk.unrouteAll({ behavior: 'ignoreErrors' });
    this.expectNoComplaints();
  }

  /** Closes the browser, or leaves the device to the next person; fails if any page complained. */
  async leave(): Promise<void> {
    Person.present.delete(this);
    // What wipes the device are pages of our own: one without markup asks for an icon that no one has.
    this.context.off('page', this.listen);
    for (const page of this.context.pages()) {
      page.off('console', this.heard);
      page.off('pageerror', this.failed);
    }
    if (this.isNewDevice) await dispose(this.device);
    else await wipe(this.device);
    this.expectNoComplaints();
  }

  /** From here on only the permanent exceptions are forgiven. */
  private expectNoComplaints(): void {
    const forgiven = [...this.forgives, ...this.forgiven];
    this.forgiven = [];
    const complaints = this.complaints
      .splice(0)
      .filter((text) => !forgiven.some((pattern) => pattern.test(text)));
    expect(complaints, `complaints of ${this.name}'s pages`).toEqual([]);
  }

  /** Declares an error on the console as expected in this test: the browser's own log of a failed request. */
  forgive(pattern: RegExp): void {
    this.forgiven.push(pattern);
  }

  private readonly listen = (page: Page): void => {
    page.on('console', this.heard);
    page.on('pageerror', this.failed);
  };

  private readonly heard = (message: ConsoleMessage): void => {
    if (message.type() === 'error') this.complaints.push(`${message.text()} (${message.location().url})`);
  };

  private readonly failed = (error: Error): void => {
    this.complaints.push(error.stack || error.message);
  };
}

/** What Chromium itself logs when a request or a socket fails because the wire is cut. */
export const CUT = /net::ERR_|WebSocket connection to|Failed to fetch dynamically imported module/;
