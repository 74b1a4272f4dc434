import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { startEmulator, type Emulator } from 'statsig-nodekit/emulator';
import { expect, onTestFinished } from 'vitest';
import { type Bundler, nextProgram, variantsSecret } from './build-next-sample.js';
import { runProgram, type RunningProgram } from './run-program.js';

const project = fileURLToPath(new URL('../../../samples/project/statsig.yaml', import.meta.url));

/** The key that the server has. */
export const serverKey = 'secret-of-the-next-sample';

/** An application of Next that is served, and the service that it speaks to. */
export interface RunningShop {
  readonly emulator: Emulator;
  readonly shop: RunningProgram;
  readonly url: string;
}

/** Serves an application of Next, and the service that it speaks to. Both end with the test. */
export async function serveNext(folder: string, mode: 'start' | 'dev' = 'start'): Promise<RunningShop> {
  const emulator = await startEmulator({ project, port: 0 });
  onTestFinished(() => emulator.close());
  // Next answers rewrites by itself under this name alone: under an address it takes them for those of another server.
  const command = [process.execPath, nextProgram, mode, folder, '-p', '0', '-H', 'localhost'] as const;
  const shop = runProgram(command, {
    NODE_ENV: mode === 'dev' ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    STATSIG_SERVER_KEY: serverKey,
    STATSIG_CLIENT_KEY: 'client-of-page',
    STATSIG_VARIANTS_SECRET: variantsSecret,
    STATSIG_SPECS_URL: emulator.specsUrl,
    STATSIG_LOG_EVENT_URL: emulator.logEventUrl,
  });
  const url = (await shop.printed(/Local:\s+(http:\S+)/))[1] ?? '';
  await shop.printed(/Ready in/);
  return { emulator, shop, url };
}

/** The builds of the sample. */
export class NextShops {
  readonly folders: Readonly<Record<Bundler, string>>;

  constructor(folders: Readonly<Record<Bundler, string>>) {
    this.folders = folders;
  }

  /** Serves one of them until the test ends. */
  start(bundler: Bundler = 'turbopack'): Promise<RunningShop> {
    return serveNext(this.folders[bundler]);
  }
}

/** The events of an emulator as they are compared: name, user and gate, without what is reported of the SDK and its counts. */
export function eventsOf(emulator: Emulator): unknown[] {
  return emulator
    .events()
    .filter(({ eventName }) => !['statsig::diagnostics', 'statsig::non_exposed_checks'].includes(eventName))
    .map(({ eventName, user, metadata }) => {
      const { gate } = (metadata ?? {}) as { readonly gate?: string };
      return [eventName, (user as { readonly userID?: string } | null)?.userID, ...(gate === undefined ? [] : [gate])];
    });
}

/** Stops the server; resolves with what the service has by then. */
export async function eventsAfterStop({ emulator, shop }: RunningShop): Promise<unknown[]> {
  shop.signal('SIGTERM');
  // The status that Next gives, and not a signal: it ended in order.
  expect(await shop.ended).toEqual({ code: 143, signal: null });
  return eventsOf(emulator);
}

/** An event as the SDK of browsers sends it. */
export interface BrowserEvent {
  readonly eventName: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly user: { readonly userID?: string; readonly customIDs?: { readonly stableID?: string } };
}

/** Takes what the browser's SDK sends: to the server of the page, which then gets none of it, or off this machine. */
export async function takeBrowserEvents(page: Page): Promise<BrowserEvent[]> {
  const events: BrowserEvent[] = [];
  await page.route(/\/(?:app-state\/notes|v1\/rgstr)\?/, async (route) => {
    const body = route.request().postDataBuffer() ?? Buffer.alloc(0);
    const isCompressed = body[0] === 0x1f && body[1] === 0x8b;
    const text = (isCompressed ? gunzipSync(body) : body).toString();
    events.push(...(JSON.parse(text) as { events: BrowserEvent[] }).events);
    await route.fulfill({ status: 202, json: { success: true }, headers: { 'access-control-allow-origin': '*' } });
  });
  return events;
}
