import type { ProxyConfig } from '../options/proxy-config.js';
import { readEnvironmentProxies, type Environment } from './environment-proxies.js';

/** A proxy that can be used. */
export interface Proxy {
  readonly protocol: 'http' | 'https' | 'socks5';
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** `user:password`. */
  readonly credentials: string | undefined;
}

/**
 * How a request gets to its target.
 * - `direct`: without a proxy.
 * - `forward`: the proxy is asked for the whole address, and sends the request itself: `http` targets.
 * - `tunnel`: the proxy connects to the target and then passes bytes on, which it cannot read: `https` targets, and all
 *   targets through SOCKS.
 * - `refused`: a proxy is meant, but cannot be used. Going around it could break a rule of the network that one is in.
 */
export type ProxyRoute =
  | { readonly kind: 'direct' }
  | { readonly kind: 'forward' | 'tunnel'; readonly proxy: Proxy }
  | { readonly kind: 'refused'; readonly detail: string };

/** What is known of a target: an address, or where a connection is to go. */
export interface RouteTarget {
  /** `http:` or `https:`. */
  readonly protocol: string;
  readonly hostname: string;
  /** Empty for the usual one of the protocol. */
  readonly port: string;
}

const direct = { kind: 'direct' } as const;

/**
 * Returns the function that finds the route to a target. The option `proxyConfig` holds for all of them; without a host in it,
 * the environment decides.
 */
export function createRouter(
  config: ProxyConfig | undefined,
  environment: Environment,
): (target: RouteTarget) => ProxyRoute {
  const configured = proxyOf(config);
  if (configured !== undefined) return ({ protocol }) => routeThrough(configured, protocol);
  const findProxy = readEnvironmentProxies(environment);
  return (target) => {
    const found = findProxy(target);
    if (found === undefined) return direct;
    return 'unusable' in found ? { kind: 'refused', detail: found.unusable } : routeThrough(found, target.protocol);
  };
}

/** `https` through an HTTP proxy needs a tunnel. The proxy itself is spoken to in the same way for both. */
function routeThrough(proxy: Proxy, protocol: string): ProxyRoute {
  const isForwarded = protocol === 'http:' && proxy.protocol !== 'socks5';
  return { kind: isForwarded ? 'forward' : 'tunnel', proxy };
}

function proxyOf(config: ProxyConfig | undefined): Proxy | undefined {
  const { proxyHost, proxyPort, proxyAuth, proxyProtocol = 'http' } = config ?? {};
  if (proxyHost === undefined || proxyPort === undefined) return undefined;
  return {
    protocol: proxyProtocol,
    host: proxyHost.replace(/^\[(.*)\]$/, '$1'),
    port: proxyPort,
    credentials: proxyAuth,
  };
}
