import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/app.ts';
import { type Browser, callSource, clickAt, endAll, type KeyStep } from './engine.ts';

/** The paths of WebKitGTK's parts, and the display to draw on. */
export interface WebKitPlaces {
  driver: string;
  browser: string;
  display: string;
}

/** Starts WebKitGTK's small browser through its WebDriver. */
export async function launchWebKit({ driver, browser, display }: WebKitPlaces): Promise<Browser> {
  const home = mkdtempSync(join(tmpdir(), 'webkit-'));
  const port = await freePort();
  const child = spawn(driver, [`--port=${port}`], {
    stdio: 'ignore',
    // A separate home directory: without cookies and databases of other runs.
    env: {
      ...process.env,
      DISPLAY: display,
      HOME: home,
      XDG_DATA_HOME: join(home, 'data'),
      XDG_CACHE_HOME: join(home, 'cache'),
      XDG_CONFIG_HOME: join(home, 'config'),
      GDK_BACKEND: 'x11',
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      LIBGL_ALWAYS_SOFTWARE: '1',
    },
  });
  const ended = once(child, 'exit');
  const call = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as { value: Answer & { error?: string; message?: string } };
    if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  };
  await untilReady(() => call('GET', '/status'));
  const { sessionId } = await call<{ sessionId: string }>('POST', '/session', {
    capabilities: {
      alwaysMatch: {
        'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] },
        timeouts: { script: 30_000, pageLoad: 60_000 },
      },
    },
  });
  const session = `/session/${sessionId}`;

  return {
    goto: (url) => call('POST', `${session}/url`, { url }),
    run: async (work, ...args) => {
      // The script's last argument is the callback for its result.
      const script = `const answer = arguments[arguments.length - 1];
        try { ${callSource(work, args)}.then((json) => answer({ json }), (e) => answer({ error: String(e) })) }
        catch (e) { answer({ error: String(e) }) }`;
      const { json, error } = await call<{ json: string; error?: string }>(
        'POST',
        `${session}/execute/async`,
        {
          script,
          args: [],
        },
      );
      if (error !== undefined) throw new Error(error);
      return JSON.parse(json);
    },
    keys: async (steps: KeyStep[]) => {
      await call('POST', `${session}/actions`, {
        actions: [{ type: 'key', id: 'keyboard', actions: steps }],
      });
    },
    click: async (x, y) => {
      await call('POST', `${session}/actions`, { actions: [clickAt(x, y)] });
    },
    close: () => endAll([() => call('DELETE', session), () => child.kill(), () => ended], home),
  };
}

async function untilReady(ask: () => Promise<unknown>): Promise<void> {
  const patience = Date.now() + 30_000;
  for (;;) {
    try {
      await ask();
      return;
    } catch (error) {
      if (Date.now() > patience) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}
