import type { RequestLike } from 'statsig-nodekit/request';

/**
 * Looks whether requests come through a proxy that the application does not know of. The address of every user is then that
 * of the proxy, and rules about addresses and countries decide for all of them alike.
 *
 * @param warnOnce called with a key and the message
 */
export function trustProxyCheck(warnOnce: (key: string, message: string) => void): (request: RequestLike) => void {
  return (request) => {
    if (request.headers['x-forwarded-for'] === undefined) return;
    const setting = settingOf(request);
    if (setting === undefined) return;
    warnOnce(
      'trust-proxy',
      `Requests carry the header X-Forwarded-For, and the application trusts no proxy: the address of each user is that of ` +
        `the proxy before it. Say which proxies to trust, for example ${setting}; without a proxy, somebody made the ` +
        'header up, and there is nothing to do.',
    );
  };
}

/** How to trust a proxy, where the framework does not; undefined where it does, and where nobody knows. */
function settingOf(request: RequestLike): string | undefined {
  // Fastify has `ips` only with its option on.
  if ('raw' in request) return 'ips' in request && request.ips !== undefined ? undefined : fastifySetting;
  const app: unknown = Reflect.get(request, 'app');
  if (typeof app !== 'function' || !('get' in app) || typeof app.get !== 'function') return undefined;
  return app.get('trust proxy') ? undefined : expressSetting;
}

const fastifySetting = 'new FastifyAdapter({ trustProxy: true })';
const expressSetting = "app.set('trust proxy', 1)";
