import { percentDecoded } from './percent-decoded.js';

/** The value of an `Authorization` or `Proxy-Authorization` header for `user:password` (RFC 7617, as UTF-8). */
export function basicAuthorization(credentials: string): string {
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/** The same for the user and password in an address; undefined when there are none. */
export function authorizationOf({ username, password }: URL): string | undefined {
  return username === '' && password === ''
    ? undefined
    : basicAuthorization(`${percentDecoded(username)}:${percentDecoded(password)}`);
}
