/**
 * `cluster/` lets the primary process of a cluster look for specs on behalf of its workers: what they say to each other, the store
 * that a worker reads from, and what looks for specs in the primary. What must not stand here: what specs mean.
 */

/** Who in a worker wants which specs. */
interface Address {
  /** Tells apart the SDK keys that share a cluster. */
  readonly channel: string;
  /** One of the stores of a worker: it may have several. */
  readonly reader: string;
}

/** Of a worker: it wants specs, and each change of them; or it wants no more. */
export interface Wish extends Address {
  readonly kind: 'ask' | 'leave';
}

/** Of the primary, each interval: it looks for specs. */
export interface Beat extends Address {
  readonly kind: 'beat';
  /** Whether it has found any so far. */
  readonly hasSpecs: boolean;
  /** How long until the next beat. Unit: milliseconds. */
  readonly intervalMs: number;
}

/** Of the primary: a part of the text of specs. The parts of one version come in order. */
export interface Part extends Address {
  readonly kind: 'part';
  readonly version: number;
  /** From 0. */
  readonly index: number;
  /** How many there are. */
  readonly count: number;
  /** Whether workers take these specs also when theirs are newer: somebody has gone back to them. */
  readonly isPinned: boolean;
  readonly text: string;
}

/** What the primary and a worker say to each other. */
export type ClusterMessage = Wish | Beat | Part;

/** The application sends messages over the same connection; ours stand under a name of their own. */
const envelope = 'statsig-nodekit.cluster';

/** A message in the form in which it is sent. */
export function wrapMessage(message: ClusterMessage): Record<string, unknown> {
  return { [envelope]: message };
}

/** What came, if it is a message of this package and whole; anything else is the application's. Never throws. */
export function readMessage(received: unknown): ClusterMessage | undefined {
  const body = field(received, envelope);
  const [channel, reader, kind] = ['channel', 'reader', 'kind'].map((name) => field(body, name));
  if (typeof channel !== 'string' || typeof reader !== 'string') return undefined;
  const address = { channel, reader };
  if (kind === 'ask' || kind === 'leave') return { kind, ...address };
  if (kind === 'beat') {
    const [hasSpecs, intervalMs] = [field(body, 'hasSpecs'), field(body, 'intervalMs')];
    if (typeof hasSpecs !== 'boolean' || typeof intervalMs !== 'number') return undefined;
    return { kind, ...address, hasSpecs, intervalMs };
  }
  if (kind !== 'part') return undefined;
  const isPinned = field(body, 'isPinned') === true;
  const [version, index, count, text] = ['version', 'index', 'count', 'text'].map((name) => field(body, name));
  if (typeof version !== 'number' || typeof index !== 'number' || typeof count !== 'number') return undefined;
  return typeof text === 'string' ? { kind, ...address, version, index, count, isPinned, text } : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
