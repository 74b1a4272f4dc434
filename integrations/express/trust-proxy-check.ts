import type { Request } from 'express';

/**
 * Looks whether requests come through a proxy that the application does not know of. The address of every user is then that
 * of the proxy, and rules about addresses and countries decide for all of them alike.
 *
 * @param warnOnce called with a key and the message
 */
export function trustProxyCheck(warnOnce: (key: string, message: string) => void): (req: Request) => void {
  return (req) => {
    if (req.headers['x-forwarded-for'] === undefined || Boolean(req.app.get('trust proxy'))) return;
    warnOnce(
      'trust-proxy',
      'Requests carry the header X-Forwarded-For, and the setting `trust proxy` is off: the address of each user is that of ' +
        "the proxy before the application. Say which proxies to trust, for example app.set('trust proxy', 1); without a " +
        'proxy, somebody made the header up, and there is nothing to do.',
    );
  };
}
