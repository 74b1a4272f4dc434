import { BlockList, isIP } from 'node:net';

import type { RouteTarget } from './proxy-route.js';

/**
 * Returns whether a target is reached without the proxies of the environment. The own machine always is: no proxy elsewhere could
 * reach it. So is what a `NO_PROXY` value says: names, addresses and address ranges
 * (`10.0.0.0/8`) between commas or spaces. A name includes all names below it, with or without a dot or `*.` in front; a port
 * at the end (`example.com:8080`) limits an entry to it; `*` is everything.
 */
export function createProxyExceptions(value: string): (target: RouteTarget) => boolean {
  const entries = value.split(/[\s,]+/).filter((entry) => entry !== '');
  if (entries.includes('*')) return () => true;
  const exceptions = entries.map(parseEntry);
  return ({ protocol, hostname, port }) => {
    const host = hostname
      .toLowerCase()
      .replace(/^\[(.*)\]$/, '$1')
      .replace(/\.$/, '');
    if (isLoopback(host)) return true;
    const targetPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
    return exceptions.some((exception) => exception(host, targetPort));
  };
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '::1' ||
    (isIP(host) === 4 && host.startsWith('127.'))
  );
}

type Exception = (host: string, port: string) => boolean;

function parseEntry(entry: string): Exception {
  const range = /^(.+)\/(\d{1,3})$/.exec(entry);
  if (range?.[1] !== undefined && range[2] !== undefined) return parseRange(range[1], Number(range[2]));
  // An IPv6 address without brackets has no port.
  const [, name = entry, wantedPort] = isIP(entry) === 6 ? [] : (/^(.*?)(?::(\d+))?$/.exec(entry) ?? []);
  const wanted = name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/^\*?\./, '');
  return (host, port) => {
    if (wantedPort !== undefined && wantedPort !== port) return false;
    return host === wanted || (isIP(host) === 0 && host.endsWith(`.${wanted}`));
  };
}

function parseRange(network: string, prefix: number): Exception {
  const family = isIP(network);
  if (family === 0 || prefix > (family === 4 ? 32 : 128)) return () => false;
  const list = new BlockList();
  list.addSubnet(network, prefix, family === 4 ? 'ipv4' : 'ipv6');
  return (host) => isIP(host) === family && list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
