import { expect, inject } from 'vitest';
import type { Delta } from '../../src/ot/op.ts';
import { Wire } from '../support/wire.ts';
import { type Browser, KEYS, type KeyStep } from './engine.ts';
import { type Engine, launch } from './launch.ts';

type Key = keyof typeof KEYS;

let registered = 0;

/** A person with a browser, on a wire that can be cut. */
export class Person {
  readonly name: string;
  readonly email: string;
  readonly password = 'otters drum quietly at noon';
  readonly browser: Browser;
  readonly wire: Wire;
  private token = '';

  private constructor(name: string, browser: Browser, wire: Wire) {
    this.name = name;
    this.email = `${name.toLowerCase().replaceAll(/\W+/g, '.')}.${Date.now()}.${++registered}@example.org`;
    this.browser = browser;
    this.wire = wire;
  }

  /** A person whose browser shows nothing yet. */
  static async arrive(name: string, engine: Engine): Promise<Person> {
    const wire = await Wire.lay(inject('appPort'));
    return new Person(name, await launch(engine), wire);
  }

  /** Creates an account on the sign-up page. */
  async signUp(): Promise<void> {
    await this.goto('/sign-up');
    await this.fill('input[name=name]', this.name);
    await this.fill('input[name=email]', this.email);
    await this.fill('input[name=password]', this.password);
    await this.press('Enter');
    await this.heading('Documents');
  }

  /** Loads a page of the app. */
  goto(path: string): Promise<void> {
    return this.browser.goto(`http://localhost:${this.wire.port}${path}`);
  }

  /** Opens a document and waits for its text. */
  async open(id: string): Promise<void> {
    await this.goto(`/d/${id}`);
    await this.ready();
  }

  /** Waits until a document is open and editable. Returns its id. */
  async ready(): Promise<string> {
    const path = () =>
      this.browser.run(() => (document.querySelector('.ql-editor[data-ready]') ? location.pathname : ''));
    await expect.poll(path).toMatch(/^\/d\//);
    return (await path()).split('/')[2] ?? '';
  }

  /** Waits for a page by its heading. */
  async heading(text: string): Promise<void> {
    const headings = () =>
      this.browser.run(() => [...document.querySelectorAll('h1, h2')].map((heading) => heading.textContent));
    await expect.poll(headings).toContain(text);
  }

  /** Waits until the document's badge shows this. */
  async told(pattern: RegExp): Promise<void> {
    const badge = () => this.browser.run(() => document.querySelector('.badge-text')?.textContent ?? '');
    await expect.poll(badge).toMatch(pattern);
  }

  /** Presses the button or link with this name. */
  async click(name: string): Promise<void> {
    const pressed = () =>
      this.browser.run((name) => {
        const all = [...document.querySelectorAll<HTMLElement>('button, a, [role=option], [role=menuitem]')];
        const target = all.find(
          (one) => (one.getAttribute('aria-label') ?? one.textContent)?.trim() === name,
        );
        target?.click();
        return target !== undefined;
      }, name);
    await expect.poll(pressed, { message: `a button “${name}”` }).toBe(true);
  }

  /** Puts the caret at the end of the text. */
  async focusText(): Promise<void> {
    const place = await this.browser.run(() => {
      const box = document.querySelector('.ql-editor')?.firstElementChild?.getBoundingClientRect();
      return box ? { x: box.x + 4, y: box.y + 8 } : null;
    });
    if (place) await this.browser.click(place.x, place.y);
    await this.press('Control+End');
  }

  /** Types at the caret, a key at a time. */
  type(text: string): Promise<void> {
    return this.browser.keys([...text].flatMap((key) => stroke(key === '\n' ? KEYS.Enter : key)));
  }

  /** Presses a key while others are held, such as `Control+z` or `Shift+Tab`. */
  press(combination: string): Promise<void> {
    const keys = combination.split('+').map((name) => (name in KEYS ? KEYS[name as Key] : name));
    const down: KeyStep[] = keys.map((value) => ({ type: 'keyDown', value }));
    const up: KeyStep[] = keys.reverse().map((value) => ({ type: 'keyUp', value }));
    return this.browser.keys([...down, ...up]);
  }

  /** The shown lines of the text. */
  lines(): Promise<string[]> {
    return this.browser.run(() =>
      [...document.querySelectorAll('.ql-editor :is(p, h1, h2, h3, li, blockquote, .ql-code-block)')].map(
        (line) => line.textContent ?? '',
      ),
    );
  }

  /** Waits until the text is shown like this. */
  async shows(...lines: string[]): Promise<void> {
    await expect.poll(() => this.lines()).toEqual(lines);
  }

  /** Calls the API as this person, without the browser. */
  async api<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const origin = `http://localhost:${inject('appPort')}`;
    const ask = (to: string, how: RequestInit) => fetch(`${origin}${to}`, how);
    const json = { 'Content-Type': 'application/json' };
    if (this.token === '') {
      const login = JSON.stringify({ email: this.email, password: this.password });
      const answer = await ask('/v1/auth/login', { method: 'POST', headers: json, body: login });
      this.token = ((await answer.json()) as { accessToken: string }).accessToken;
    }
    const response = await ask(path, {
      method,
      headers: { Authorization: `Bearer ${this.token}`, ...json },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  }

  /** The server's content of a document. */
  content(id: string): Promise<{ version: number; ops: Delta }> {
    return this.api('GET', `/v1/docs/${id}/content`);
  }

  /** Closes the browser. */
  async leave(): Promise<void> {
    await this.browser.close();
    await this.wire.remove();
  }

  private async fill(selector: string, text: string): Promise<void> {
    const focused = () =>
      this.browser.run((selector) => {
        const field = document.querySelector<HTMLElement>(selector);
        field?.focus();
        return field !== null && document.activeElement === field;
      }, selector);
    await expect.poll(focused, { message: selector }).toBe(true);
    await this.type(text);
  }
}

function stroke(value: string): KeyStep[] {
  return [
    { type: 'keyDown', value },
    { type: 'keyUp', value },
  ];
}
