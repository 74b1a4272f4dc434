import { describeReceived } from './describe-received.js';
import { type OptionReader, oneOf, text } from './option-readers.js';
import type { ProxyConfig } from './proxy-config.js';

/** A text in the place of the whole description may be the credentials, so it is quoted only when it is an address. */
function describeKind(value: unknown): string {
  return typeof value === 'string' && !/^\w+:\/\//.test(value) ? 'a string' : describeReceived(value);
}

const fields: ReadonlySet<string> = new Set(['proxyHost', 'proxyPort', 'proxyAuth', 'proxyProtocol', 'caCertPath']);

/** The protocols that a proxy can be spoken to with; the first is the default. */
const protocols = ['http', 'https', 'socks5'] as const;

/**
 * A frozen copy of what can be used of a proxy's description. A proxy needs both host and port; without either, the
 * certificates of `caCertPath` alone remain. User names and passwords are in no complaint.
 */
export function proxy(): OptionReader<ProxyConfig | undefined> {
  return {
    fallback: undefined,
    read: (value, complain) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        complain(`expected { proxyHost, proxyPort }, received ${describeKind(value)}; no proxy is used.`);
        return undefined;
      }
      for (const name of Object.keys(value)) {
        if (!fields.has(name)) complain(`field ${name}: unknown; it has no effect.`);
      }
      const read = <Field>(name: keyof ProxyConfig, reader: OptionReader<Field>): Field => {
        const field: unknown = Reflect.get(value, name);
        if (field === undefined || field === null) return reader.fallback;
        return reader.read(field, (complaint) => complain(`field ${name}: ${complaint}`));
      };
      const caCertPath = read('caCertPath', text());
      const trusted = caCertPath === undefined ? {} : { caCertPath };
      const host = read('proxyHost', hostName());
      const port = read('proxyPort', portNumber());
      const proxyAuth = read('proxyAuth', credentials());
      const proxyProtocol = read('proxyProtocol', oneOf(protocols, protocols[0]));
      if (host === undefined || port === undefined) {
        if (host !== undefined) complain('proxyHost without proxyPort; no proxy is used.');
        else if (port !== undefined) complain('proxyPort without proxyHost; no proxy is used.');
        else if (caCertPath === undefined) complain('neither proxyHost nor proxyPort; no proxy is used.');
        return caCertPath === undefined ? undefined : Object.freeze(trusted);
      }
      return Object.freeze({
        proxyHost: host,
        proxyPort: port,
        proxyProtocol,
        ...(proxyAuth === undefined ? {} : { proxyAuth }),
        ...trusted,
      });
    },
  };
}

/** A name or address alone; a scheme, a port or credentials in it would be lost or shown. */
function hostName(): OptionReader<string | undefined> {
  return {
    fallback: undefined,
    read: (value, complain) => {
      if (typeof value === 'string' && isHostName(value)) return value;
      // The value is not repeated: a URL given here may hold a password.
      complain('expected a host name or address without scheme, port or credentials; it counts as not set.');
      return undefined;
    },
  };
}

function isHostName(value: string): boolean {
  return /^\[[0-9a-f:.]+\]$|^[^\s/@:?#[\]\\]+$|^[0-9a-f]*:[0-9a-f:.]+$/i.test(value);
}

function portNumber(): OptionReader<number | undefined> {
  return {
    fallback: undefined,
    read: (value, complain) => {
      if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
      complain(`expected a whole number from 1 to 65535, received ${describeReceived(value)}; it counts as not set.`);
      return undefined;
    },
  };
}

function credentials(): OptionReader<string | undefined> {
  return {
    fallback: undefined,
    read: (value, complain) => {
      if (typeof value === 'string' && value.includes(':')) return value;
      complain('expected "user:password", received something without a colon; the proxy is asked without credentials.');
      return undefined;
    },
  };
}
