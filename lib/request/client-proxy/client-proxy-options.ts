import type { ClientInitializeOptions } from '../../bootstrap/client-initialize-options.js';
import type { Statsig } from '../../client/statsig.js';
import { expecting, filledText, type OptionCheck, optionComplaints } from '../option-complaints.js';
import { defaultUserTimeoutMs } from '../request-user.js';
import type { AddressLimits } from './address-limiter.js';
import { isRecord } from './browser-user.js';
import type { ClientProxyUserSource } from './proxy-users.js';

/** How a client proxy serves browsers. */
export interface ClientProxyOptions {
  /** Answers with its specs, and delivers the events. It stays the application's: the proxy neither starts nor ends it. */
  readonly client: Statsig;
  /** The client key of the pages, or all of them. Requests with another key are refused. */
  readonly clientSdkKey: string | readonly string[];
  /** The path under which the proxy is served. Without a slash at its end. @default '/app-state' */
  readonly base?: string | undefined;
  /** The names of the two addresses under `base`, in case a blocklist takes offence at them. */
  readonly paths?: { readonly values?: string | undefined; readonly events?: string | undefined } | undefined;
  /** Tells who the user is, from the session for example. @default whoever the browser says */
  readonly user?: ClientProxyUserSource | undefined;
  /** How long a promise of `user` is waited for. Unit: milliseconds. @default 5_000 */
  readonly userTimeoutMs?: number | undefined;
  /** Limits what browsers get, for example to `flagsUsed`, or with filters. @default everything for the client key */
  readonly values?: ClientProxyValues | undefined;
  /** Pages of other origins that may ask, for example `https://shop.example`. @default none: those of the same origin alone */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** The largest body that is read, packed or unpacked; of requests for values 65_536. Unit: bytes. @default 1_048_576 */
  readonly maxBodyBytes?: number | undefined;
  /** The most events of one request. @default 1_000 */
  readonly maxEvents?: number | undefined;
  /** How long a body may take to arrive. Unit: milliseconds. @default 10_000 */
  readonly bodyTimeoutMs?: number | undefined;
  /** What one address may ask; `false` where something before the application sees to it. */
  readonly rateLimit?: Partial<AddressLimits> | false | undefined;
}

/** What of a response an application may choose; the rest follows from the browser's request. */
export type ClientProxyValues = Omit<
  ClientInitializeOptions,
  'clientSdkKey' | 'previousResponseHash' | 'hashAlgorithm' | 'responseFormat'
>;

/** The options with their defaults. */
export interface ResolvedProxyOptions {
  readonly client: Statsig;
  readonly clientSdkKeys: ReadonlySet<string>;
  readonly valuesPath: string;
  readonly eventsPath: string;
  readonly user: ClientProxyUserSource | undefined;
  readonly userTimeoutMs: number;
  readonly values: ClientProxyValues;
  readonly allowedOrigins: readonly string[];
  readonly maxBodyBytes: number;
  readonly maxEvents: number;
  readonly bodyTimeoutMs: number;
  readonly rateLimit: AddressLimits | undefined;
}

/** A client proxy was given options that it cannot serve with. Thrown where it is made; the message names each. */
export class ClientProxyOptionsError extends Error {
  override readonly name = 'ClientProxyOptionsError';
  readonly code = 'client_proxy_options_invalid';
}

/** The longest delay that Node's timers take; a longer one would fire at once. */
const longestTimerMs = 2_147_483_647;

/** Generous for a household and for a small office behind one address: a page asks once or twice a minute. */
const defaultRateLimit: AddressLimits = { requestsPerMinute: 300, burst: 100 };

const count = expecting('a whole number from 1', (value) => Number.isSafeInteger(value) && Number(value) >= 1);
const milliseconds = expecting(
  `a number of milliseconds from 1 to ${longestTimerMs}`,
  (value) => typeof value === 'number' && value >= 1 && value <= longestTimerMs,
);
const positive = expecting('a number from 1', (value) => typeof value === 'number' && value >= 1 && value < Infinity);
const plainObject = expecting('an object', (value) => typeof value === 'object' && value !== null);
const segment = expecting(
  'a name of letters, digits, dots, dashes and underscores',
  (value) => typeof value === 'string' && /^[\w.-]+$/.test(value),
);

const optionChecks: Readonly<Record<keyof ClientProxyOptions, OptionCheck>> = {
  client: expecting(
    'a client, new Statsig(…)',
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      ['getClientInitializeResponseBytes', 'getSpecsDetails', 'forwardClientEvents'].every(
        (method) => typeof Reflect.get(value, method) === 'function',
      ),
  ),
  clientSdkKey: clientKeysComplaint,
  base: expecting(
    "a path that begins with a slash and does not end with one, such as '/app-state'",
    (value) => typeof value === 'string' && (value === '' || /^(?:\/[\w.~-]+)+$/.test(value)),
  ),
  paths: (value) => nested({ values: segment, events: segment })(value) ?? samePathComplaint(value),
  user: expecting('a function that tells the user', (value) => typeof value === 'function'),
  userTimeoutMs: milliseconds,
  values: plainObject,
  allowedOrigins: expecting(
    "a list of origins, such as ['https://shop.example']",
    (value) => Array.isArray(value) && value.every(isOrigin),
  ),
  maxBodyBytes: count,
  maxEvents: count,
  bodyTimeoutMs: milliseconds,
  rateLimit: (value) =>
    value === false ? undefined : nested({ requestsPerMinute: positive, burst: positive }, 'an object or false')(value),
};

/**
 * The options, complete.
 * @throws {ClientProxyOptionsError} when something is wrong with them
 */
export function resolveProxyOptions(options: ClientProxyOptions): ResolvedProxyOptions {
  const complaints = [
    ...optionComplaints(options, optionChecks),
    // `optionComplaints` lets everything be absent, and these two cannot be.
    ...missing(options, 'client', 'the client that answers, new Statsig(…)'),
    ...missing(options, 'clientSdkKey', "the client key of the pages, 'client-…'"),
  ];
  if (complaints.length > 0) {
    throw new ClientProxyOptionsError(`The options of the client proxy cannot be used: ${complaints.join('; ')}.`);
  }
  const { clientSdkKey, base = '/app-state', paths, rateLimit } = options;
  return {
    client: options.client,
    clientSdkKeys: new Set(typeof clientSdkKey === 'string' ? [clientSdkKey] : clientSdkKey),
    valuesPath: `${base}/${paths?.values ?? defaultPaths.values}`,
    eventsPath: `${base}/${paths?.events ?? defaultPaths.events}`,
    user: options.user,
    userTimeoutMs: options.userTimeoutMs ?? defaultUserTimeoutMs,
    values: options.values ?? {},
    allowedOrigins: options.allowedOrigins ?? [],
    maxBodyBytes: options.maxBodyBytes ?? 1_048_576,
    maxEvents: options.maxEvents ?? 1000,
    bodyTimeoutMs: options.bodyTimeoutMs ?? 10_000,
    rateLimit: rateLimit === false ? undefined : limitsOf(rateLimit),
  };
}

function limitsOf({ requestsPerMinute, burst }: Partial<AddressLimits> = {}): AddressLimits {
  return {
    requestsPerMinute: requestsPerMinute ?? defaultRateLimit.requestsPerMinute,
    burst: burst ?? defaultRateLimit.burst,
  };
}

const defaultPaths = { values: 'values', events: 'notes' } as const;

function samePathComplaint(paths: unknown): string | undefined {
  if (!isRecord(paths)) return undefined;
  const values = paths['values'] ?? defaultPaths.values;
  const events = paths['events'] ?? defaultPaths.events;
  return values === events ? `has ${JSON.stringify(values)} twice; give the two addresses different names` : undefined;
}

function missing(options: unknown, name: string, what: string): string[] {
  if (typeof options !== 'object' || options === null) return [];
  return Reflect.get(options, name) === undefined ? [`\`${name}\` is missing; give ${what}`] : [];
}

function clientKeysComplaint(value: unknown): string | undefined {
  const keys: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (keys.some(isServerKey)) return 'is a key for servers, which must not reach a page; give the client key';
  if (keys.length === 0) return 'is an empty list; expected at least one key';
  return keys.map(filledText).find((complaint) => complaint !== undefined);
}

function isServerKey(key: unknown): boolean {
  return typeof key === 'string' && /^\s*(?:secret|console)-/i.test(key);
}

function nested(checks: Readonly<Record<string, OptionCheck>>, expected = 'an object'): OptionCheck {
  return (value) => {
    const [first] = optionComplaints(value, checks, expected);
    return first === undefined ? undefined : `is not in order: ${first}`;
  };
}

function isOrigin(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && new URL(value).origin === value;
}
