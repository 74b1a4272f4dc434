import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { inspect } from 'node:util';
import { Statsig, type StatsigUserFields } from 'statsig-nodekit';
import { RequestClient, type RequestLike, StableIdCookie } from 'statsig-nodekit/request';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lateDefaults } from '../../../lib/request/late-defaults.js';
import { ShownUser } from '../../../lib/request/shown-user.js';
import { userWithLateFields } from '../../../lib/users/statsig-user.js';

const headers = { 'user-agent': 'Safari', 'accept-language': 'de-CH,de;q=0.9', 'cf-ipcountry': 'ch' };

/** A request that counts how often its address is read. */
class CountedRequest implements RequestLike {
  readonly headers = headers;
  readonly user = { id: 'ann' };
  reads = 0;

  get ip(): string {
    this.reads += 1;
    return '::ffff:10.0.0.7';
  }
}

const shownBy = (request: RequestLike, options = {}): ShownUser =>
  new ShownUser(request, { stableID: 'device-1', ...options });

const all = {
  userID: 'ann',
  customIDs: { stableID: 'device-1' },
  ip: '10.0.0.7',
  userAgent: 'Safari',
  locale: 'de-CH',
  country: 'CH',
};

describe('ShownUser', () => {
  it('knows nobody where the application fails to tell', () => {
    const request: RequestLike = {
      headers,
      get user(): object {
        throw new Error('no session');
      },
    };
    expect([shownBy(request).userID, shownBy(request).all().locale]).toEqual([undefined, 'de-CH']);
  });

  it('has the request looked at before its address is read, once', () => {
    const seen: RequestLike[] = [];
    const request = new CountedRequest();
    const shown = shownBy(request, { inspectAddress: (inspected: RequestLike) => seen.push(inspected) });
    expect([shown.userID, seen]).toEqual(['ann', []]);
    expect([shown.lateFields.ip, shown.lateFields.ip, seen]).toEqual(['10.0.0.7', '10.0.0.7', [request]]);
  });

  it('knows the address also where looking at the request fails', () => {
    const fail = (): never => {
      throw new Error('no application');
    };
    expect(shownBy(new CountedRequest(), { inspectAddress: fail }).lateFields.ip).toBe('10.0.0.7');
  });

  it('reads who it is at once, and the address when it is first asked for, once', () => {
    const request = new CountedRequest();
    const shown = shownBy(request, { countryHeader: 'cf-ipcountry' });
    expect([shown.userID, shown.country, request.reads]).toEqual(['ann', 'CH', 0]);
    expect(shown.all()).toEqual(all);
    expect(shown.lateFields.ip).toBe('10.0.0.7');
    expect(request.reads).toBe(1);
  });

  it('knows no address where the application fails to tell whom to trust', () => {
    const request: RequestLike = {
      headers,
      get ip(): string {
        throw new Error('no such proxy');
      },
    };
    expect(shownBy(request).lateFields).toEqual({ ip: undefined, userAgent: 'Safari', locale: 'de-CH' });
  });

  it('knows the address of a caller who has hung up', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const arrived = once(server, 'request');
    socket.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
    const [request] = (await arrived) as [IncomingMessage];
    const shown = shownBy(request);
    const closed = once(request.socket, 'close');
    socket.destroy();
    await closed;
    expect(shown.lateFields.ip).toBe('127.0.0.1');
  });

  it('spares requests whose gates do not look at the address, and tells it to those that do', async () => {
    const client = new Statsig('secret-shown-user', { disableNetwork: true, outputLogLevel: 'none' });
    onTestFinished(async () => void (await client.shutdown()));
    const requests = new RequestClient({ client, integration: 'test', user: () => ({ email: 'ann@example.org' }) });
    const request = new CountedRequest();
    const { view } = requests.open(request);
    view.checkGate('any', { disableExposureLogging: true });
    expect([view.user.userID, request.reads]).toEqual(['ann', 0]);
    expect([view.user.ip, view.user.userAgent, request.reads]).toEqual(['10.0.0.7', 'Safari', 1]);
  });
});

describe('a user with late fields', () => {
  it('is like any other when it is written, and when it is changed', () => {
    const user = userWithLateFields({ userID: 'ann', privateAttributes: { a: 1 } }, shownBy(new CountedRequest()));
    const written = { userID: 'ann', ip: '10.0.0.7', userAgent: 'Safari', locale: 'de-CH' };
    expect(JSON.parse(JSON.stringify(user))).toEqual(written);
    user.locale = 'fr';
    expect(user.toJSON()).toEqual({ ...written, locale: 'fr' });
    expect(user.privateAttributes).toEqual({ a: 1 });
  });

  it('is the same whether it was told the ID alone or with something else', () => {
    const client = new Statsig('secret-shown-user', { disableNetwork: true, outputLogLevel: 'none' });
    const stableID = new StableIdCookie({ clientSdkKey: 'client-key' });
    const tell = (user: StatsigUserFields): unknown => {
      const options = { client, integration: 'test', user: () => user, stableID, countryHeader: 'cf-ipcountry' };
      const request = { headers: { ...headers, cookie: `${stableID.name}=device-1` }, user: { id: 'signed-in' } };
      return new RequestClient(options).open(request).view.user.toJSON();
    };
    for (const userID of ['ann', '', '\ud800lone', 7, null, undefined]) {
      expect(tell({ userID })).toEqual(tell({ userID, email: undefined }));
    }
    expect(tell({ userID: 'ann' })).toEqual({
      userID: 'ann',
      customIDs: { stableID: 'device-1' },
      country: 'CH',
      userAgent: 'Safari',
      locale: 'de-CH',
    });
    const unlisted = Object.defineProperty({ userID: 'ann' }, 'email', { value: 'ann@example.org' });
    const answering = new Proxy(
      {},
      { get: (_target, name) => ({ userID: 'ann', email: 'ann@example.org' })[String(name)] },
    );
    for (const told of [unlisted, answering]) expect(tell(told)).toMatchObject({ email: 'ann@example.org' });
    const inherited = Object.create({ userID: 'of the class' }) as StatsigUserFields;
    expect(tell(inherited)).toMatchObject({ userID: 'of the class' });
  });

  it('has what the application tells in the place of what the request shows', () => {
    const client = new Statsig('secret-shown-user', { disableNetwork: true, outputLogLevel: 'none' });
    const tell = (user: { ip?: string; locale?: string }): unknown =>
      new RequestClient({ client, integration: 'test', user: () => user }).open(new CountedRequest()).view.user;
    const shown = { userID: 'ann', ip: '10.0.0.7', userAgent: 'Safari', locale: 'de-CH' };
    expect(tell({ ip: '1.2.3.4' })).toMatchObject({ ...shown, ip: '1.2.3.4' });
    expect(tell({ locale: 'fr' })).toMatchObject({ ...shown, locale: 'fr' });
  });
});

describe('lateDefaults', () => {
  const looks: readonly (readonly [string, (defaults: object) => unknown, unknown])[] = [
    ['reads a property', (defaults) => Reflect.get(defaults, 'ip'), '10.0.0.7'],
    ['spreads it', (defaults) => ({ ...defaults }), all],
    ['lists its properties', (defaults) => Object.keys(defaults), Object.keys(all)],
    ['asks for a property', (defaults) => 'locale' in defaults && Object.hasOwn(defaults, 'ip'), true],
    ['writes it as JSON', (defaults) => JSON.parse(JSON.stringify(defaults)) as unknown, all],
    ['prints it', (defaults) => inspect(defaults), inspect(all)],
    ['asks for its prototype', (defaults) => Object.getPrototypeOf(defaults) === Object.prototype, true],
    ['writes to it', (defaults) => Object.assign(defaults, { ip: '::1' }), { ...all, ip: '::1' }],
  ];

  it.each(looks)('is an object like any other for who %s', (_, look, expected) => {
    const request = new CountedRequest();
    // In the order of the properties that are compared.
    const defaults = lateDefaults(shownBy(request, { countryHeader: 'cf-ipcountry' }));
    expect(request.reads).toBe(0);
    expect(look(defaults)).toEqual(expected);
  });
});
