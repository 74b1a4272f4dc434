/** Where a server of Redis is, and as whom to sign in. */
export interface RedisAddress {
  /** For messages: without user and password. */
  readonly name: string;
  /** What the socket is opened to. */
  readonly target: { readonly path: string } | { readonly host: string; readonly port: number };
  readonly isEncrypted: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** The number of the database. */
  readonly database: number;
}

const usualPort = 6379;

/**
 * Reads an address: `redis://[[user]:password@]host[:port][/database]`, `rediss://` for TLS, or `unix:///path`. The database may also
 * be given as `?db=1`.
 * @returns undefined when it is none of these; what it is instead may hold a password, so that it is not told
 */
export function parseRedisAddress(text: string): RedisAddress | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, pathname, username, password, search, searchParams, hash } = new URL(text);
  // A `?` or `#` in a password that was not written with a percent sign: what comes before it looks like a host and a port.
  if (hash !== '' || search.includes('@')) return undefined;
  const user = percentDecoded(username);
  const word = percentDecoded(password);
  if (user === undefined || word === undefined) return undefined;
  const identity = { username: user === '' ? undefined : user, password: word === '' ? undefined : word };
  if (protocol === 'unix:') {
    const path = percentDecoded(pathname);
    const database = databaseOf(searchParams.get('db') ?? '');
    if (path === undefined || path.length < 2 || database === undefined) return undefined;
    return { name: `unix://${path}`, target: { path }, isEncrypted: false, ...identity, database };
  }
  if ((protocol !== 'redis:' && protocol !== 'rediss:') || hostname === '') return undefined;
  const inPath = pathname.slice(1);
  const database = databaseOf(inPath === '' ? (searchParams.get('db') ?? '') : inPath);
  if (database === undefined) return undefined;
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const target = { host, port: port === '' ? usualPort : Number(port) };
  return {
    name: `${protocol}//${hostname}:${target.port}`,
    target,
    isEncrypted: protocol === 'rediss:',
    ...identity,
    database,
  };
}

function databaseOf(text: string): number | undefined {
  return /^\d{0,5}$/.test(text) ? Number(text) : undefined;
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that stands for itself: which password is meant cannot be told.
    return undefined;
  }
}
