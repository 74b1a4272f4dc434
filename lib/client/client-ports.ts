import type { LoggableEvent } from '../events/loggable-event.js';
import type { StatsigOptions } from '../options/statsig-options.js';
import type { SpecPayload } from '../sync/spec-source.js';
import type { ClientParts } from './assemble-client.js';

/** What stands in place of a client's surroundings, for `testing` and `cluster` alone. */
export interface ClientPorts {
  /** Takes each event at once, in place of the queues; events are then logged also where no request may be sent. */
  readonly record?: (event: LoggableEvent) => void;
  /** Handed the parts of the client, once all of them are made. */
  readonly connect?: (parts: ClientParts) => void;
  /** Given all specs that are taken into use, as they were received. Must not throw. */
  readonly onSpecs?: (specs: Pick<SpecPayload, 'document' | 'isAlwaysTaken'>) => void;
  /** Whether the client works for the workers of this process, so that nobody is to be warned of a client in a primary. */
  readonly isForWorkers?: boolean;
}

const noPorts: ClientPorts = {};

/** Beside the options and not in them: what a program passes as options can never be taken for ports. */
const portsByOptions = new WeakMap<object, ClientPorts>();

/** Options whose client is assembled with these ports. */
export function withPorts(options: StatsigOptions, ports: ClientPorts): StatsigOptions {
  const own = { ...options };
  portsByOptions.set(own, ports);
  return own;
}

/** The ports that go with options; none for those that were not made by `withPorts`. Never throws. */
export function portsOf(options: unknown): ClientPorts {
  return (typeof options === 'object' && options !== null ? portsByOptions.get(options) : undefined) ?? noPorts;
}
