import type { BrowserClient } from './browser-client.js';

/** A flag that was read in the browser. Its kind is named as in the option `flagsUsed` of the server. */
export interface FlagRead {
  readonly kind: 'gates' | 'dynamicConfigs' | 'experiments' | 'layers';
  /** The name that was asked for. */
  readonly name: string;
  /** Whether the values did not have it: the page showed a default. */
  readonly isMissing: boolean;
}

/** The field of an event that holds what was evaluated, and the kind of that. */
const fields = [
  ['gate', 'gates'],
  ['dynamicConfig', 'dynamicConfigs'],
  ['experiment', 'experiments'],
  ['layer', 'layers'],
] as const;

/**
 * Calls back with each flag that a client is asked for, once for each name. Parameter stores are not among them: the
 * browser's client does not tell of those.
 */
export function watchFlags(client: Pick<BrowserClient, 'on'>, listener: (read: FlagRead) => void): void {
  const seen = new Set<string>();
  client.on('*', (event) => {
    // oxlint-disable-next-line no-unsafe-type-assertion -- an event has one of these fields, or is of something else
    const evaluated = event as { readonly [Field in (typeof fields)[number][0]]?: Evaluated };
    for (const [field, kind] of fields) {
      const flag = evaluated[field];
      if (flag === undefined || seen.has(kind + flag.name)) continue;
      seen.add(kind + flag.name);
      listener({ kind, name: flag.name, isMissing: flag.details.reason.endsWith(':Unrecognized') });
    }
  });
}

interface Evaluated {
  readonly name: string;
  readonly details: { readonly reason: string };
}
