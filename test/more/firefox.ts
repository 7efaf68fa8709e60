import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, callSource, clickAt, endAll, type KeyStep } from './engine.ts';

const READY = /WebDriver BiDi listening on (ws:\/\/\S+)/;

/** A fresh profile: without prompts, downloads, or warnings about what a test does. */
const PREFERENCES = `
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("app.update.disabledForTesting", true);
user_pref("dom.disable_beforeunload", true);
`;

/** Starts Firefox, which implements WebDriver BiDi itself. */
export async function launchFirefox(path: string): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'firefox-'));
  writeFileSync(join(profile, 'user.js'), PREFERENCES);
  const child = spawn(
    path,
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, MOZ_HEADLESS: '1', HOME: profile },
    },
  );
  const ended = once(child, 'exit');
  const address = await new Promise<string>((done, failed) => {
    let output = '';
    child.stderr.on('data', (data) => {
      output += data;
      const found = READY.exec(output)?.[1];
      if (found) done(found);
    });
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`Firefox ended with ${code}:\n${output}`)));
  });
  const wire = await BidiWire.open(`${address}/session`);
  await wire.send('session.new', { capabilities: {} });
  // Its first window never has the focus: no caret moves in it, and fields neither get nor lose the focus.
  const { context } = await wire.send<{ context: string }>('browsingContext.create', { type: 'window' });

  return {
    goto: async (url) => {
      await wire.send('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    run: async (work, ...args) => {
      const answer = await wire.send<BidiAnswer>('script.evaluate', {
        expression: callSource(work, args),
        awaitPromise: true,
        target: { context },
      });
      if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text);
      return JSON.parse(answer.result.value);
    },
    keys: async (steps: KeyStep[]) => {
      const actions = [{ type: 'key', id: 'keyboard', actions: steps }];
      await wire.send('input.performActions', { context, actions });
    },
    click: async (x, y) => {
      await wire.send('input.performActions', { context, actions: [clickAt(x, y)] });
    },
    close: () =>
      endAll(
        [
          () => wire.send('browser.close', {}),
          () => ended,
          () => wire.close(),
          () => {
            if (child.exitCode === null) child.kill('SIGKILL');
          },
        ],
        profile,
      ),
  };
}

type BidiAnswer =
  | { type: 'success'; result: { value: string } }
  | { type: 'exception'; exceptionDetails: { text: string } };

/** Commands and their responses over one socket. */
class BidiWire {
  private readonly socket: WebSocket;
  private readonly waiting = new Map<number, { done(value: never): void; failed(error: Error): void }>();
  private sent = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.addEventListener('message', ({ data }) => this.answer(JSON.parse(String(data)) as BidiMessage));
    socket.addEventListener('close', () => {
      for (const { failed } of this.waiting.values()) failed(new Error('Firefox closed the connection.'));
    });
  }

  static async open(address: string): Promise<BidiWire> {
    const socket = new WebSocket(address);
    await new Promise((done, failed) => {
      socket.addEventListener('open', done, { once: true });
      socket.addEventListener('error', () => failed(new Error(`No connection to ${address}.`)), {
        once: true,
      });
    });
    return new BidiWire(socket);
  }

  send<Answer>(method: string, params: unknown): Promise<Answer> {
    const id = ++this.sent;
    this.socket.send(JSON.stringify({ id, method, params }));
    return new Promise((done, failed) => this.waiting.set(id, { done, failed }));
  }

  close(): void {
    this.socket.close();
  }

  private answer({ id, result, error, message }: BidiMessage): void {
    const waiting = id === undefined ? undefined : this.waiting.get(id);
    if (id === undefined || !waiting) return;
    this.waiting.delete(id);
    if (error === undefined) waiting.done(result as never);
    else waiting.failed(new Error(`${error}: ${message}`));
  }
}

interface BidiMessage {
  id?: number;
  result?: unknown;
  error?: string;
  message?: string;
}
