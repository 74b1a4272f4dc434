import { percentDecoded } from './percent-decoded.js';
import { createProxyExceptions } from './proxy-exceptions.js';
import type { Proxy, RouteTarget } from './proxy-route.js';

/** Environment variables by name; `process.env` is one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A proxy of the environment, or why the value that stands there cannot be used. */
export type EnvironmentProxy = Proxy | { readonly unusable: string };

const schemes: Readonly<Record<string, { readonly protocol: Proxy['protocol']; readonly defaultPort: number }>> = {
  'http:': { protocol: 'http', defaultPort: 80 },
  'https:': { protocol: 'https', defaultPort: 443 },
  // Both leave it to the proxy to look the host up, which works in networks without a name service of their own.
  'socks5:': { protocol: 'socks5', defaultPort: 1080 },
  'socks5h:': { protocol: 'socks5', defaultPort: 1080 },
};

/**
 * Reads the variables that curl and most other tools obey: `HTTPS_PROXY` for `https` targets, `HTTP_PROXY` for `http` targets,
 * `ALL_PROXY` for both, and the exceptions in `NO_PROXY`. The lower-case name of each goes first, and an empty value says that
 * there is none.
 */
export function readEnvironmentProxies(
  environment: Environment,
): (target: RouteTarget) => EnvironmentProxy | undefined {
  const valueOf = (name: string): string | undefined => environment[name] ?? environment[name.toUpperCase()];
  const proxyFor = (name: string): EnvironmentProxy | undefined => {
    const value = (valueOf(name) ?? valueOf('all_proxy') ?? '').trim();
    return value === '' ? undefined : parseProxy(value, name);
  };
  // In a CGI program HTTP_PROXY is what a visitor sent as the header `Proxy`; the lower-case name cannot be set so.
  const isCgi = environment['REQUEST_METHOD'] !== undefined;
  const forHttp = isCgi && environment['http_proxy'] === undefined ? undefined : proxyFor('http_proxy');
  const forHttps = proxyFor('https_proxy');
  const isException = createProxyExceptions(valueOf('no_proxy') ?? '');
  return (target) => {
    if (isException(target)) return undefined;
    return target.protocol === 'https:' ? forHttps : forHttp;
  };
}

function parseProxy(value: string, name: string): EnvironmentProxy {
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  // The value is not repeated: it may hold a password.
  const unusable = `the environment variable ${name.toUpperCase()} (or ALL_PROXY) is not an address with http, https or socks5`;
  if (!URL.canParse(text)) return { unusable };
  const { protocol, hostname, port, username, password } = new URL(text);
  const scheme = schemes[protocol];
  if (scheme === undefined || hostname === '') return { unusable };
  return {
    protocol: scheme.protocol,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? scheme.defaultPort : Number(port),
    credentials:
      username === '' && password === '' ? undefined : `${percentDecoded(username)}:${percentDecoded(password)}`,
  };
}
