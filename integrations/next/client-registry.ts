import { createHash } from 'node:crypto';
import { type InitializeResult, Statsig, type StatsigOptions } from 'statsig-nodekit';
import { defaultClientName } from 'statsig-nodekit/request';
import type { AppRegistration } from './app/app-options.js';

/** A client of this process. */
export interface RegisteredClient {
  readonly client: Statsig;
  /** The client key of the pages; undefined when none is known. */
  readonly clientSdkKey: string | undefined;
  /** How requests of the App Router use it. */
  readonly app: AppRegistration;
  /** Settled when the client has specs, or has given up waiting for them. Never rejects. */
  readonly initialized: Promise<InitializeResult>;
}

/** What a client is made from. */
export interface RegistrationOptions extends AppRegistration {
  /** The server secret key. @default the environment variable `STATSIG_SERVER_KEY` */
  readonly sdkKey?: string | undefined;
  /** The client key of the pages. @default the environment variable `STATSIG_CLIENT_KEY` */
  readonly clientSdkKey?: string | undefined;
  /** Options of the client. */
  readonly options?: StatsigOptions | undefined;
  /** Tells several clients of one process apart. @default 'default' */
  readonly name?: string | undefined;
}

interface Entry extends RegisteredClient {
  readonly keyDigest: string;
}

/** Next bundles this module several times into one process, so that what belongs to the process is not in the module. */
const registryKey = Symbol.for('statsig-nodekit.registry');

/**
 * The client of a name: the one that this process has, or a new one, which is initialised. With another server key than before the
 * former client is closed; other options than before have no effect until the process starts anew.
 */
export function registerClient(given: RegistrationOptions = {}): RegisteredClient {
  const { name = defaultClientName, options, sdkKey: givenKey, clientSdkKey: givenClientKey, ...app } = given;
  const sdkKey = givenKey ?? process.env['STATSIG_SERVER_KEY'] ?? '';
  const clientSdkKey = filled(givenClientKey ?? process.env['STATSIG_CLIENT_KEY']);
  const keyDigest = createHash('sha256').update(sdkKey).digest('hex');
  const entries = registry();
  const known = entries.get(name);
  if (known?.keyDigest === keyDigest) {
    const renewed = { ...known, clientSdkKey, app };
    entries.set(name, renewed);
    return renewed;
  }
  // Its events are delivered; what becomes of them is in its log.
  void known?.client.shutdown();
  const client = new Statsig(sdkKey, options);
  const entry = { keyDigest, client, clientSdkKey, app, initialized: client.initialize() };
  entries.set(name, entry);
  return entry;
}

/** The client of a name, if this process has one. */
export function registeredClient(name: string = defaultClientName): RegisteredClient | undefined {
  return registry().get(name);
}

/** All clients of this process. */
export function registeredClients(): readonly Statsig[] {
  return [...registry().values()].map(({ client }) => client);
}

function registry(): Map<string, Entry> {
  const known: unknown = Reflect.get(globalThis, registryKey);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody else writes under this symbol
  if (known instanceof Map) return known as Map<string, Entry>;
  const entries = new Map<string, Entry>();
  Reflect.set(globalThis, registryKey, entries);
  return entries;
}

function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
