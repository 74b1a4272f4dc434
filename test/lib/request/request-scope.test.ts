import { Statsig, StatsigUser } from 'statsig-nodekit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RequestClient, type RequestClientOptions } from '../../../lib/request/request-client.js';
import { RequestView } from '../../../lib/request/request-view.js';
import type { ResponseLike } from '../../../lib/request/response-like.js';
import { StableIdCookie } from '../../../lib/request/stable-id.js';
import type { RequestLike } from '../../../lib/request/user-from-request.js';
import { buildSpecs } from '../../support/specs-builder.js';

const ann = StatsigUser.withUserID('ann');
const ben = StatsigUser.withUserID('ben');
const request: RequestLike = { headers: { 'user-agent': 'Firefox' }, ip: '10.0.0.1', user: { id: 'session' } };

/** Requests of a client without specs, and what was warned about. */
function openRequests(options: Partial<RequestClientOptions> = {}): { requests: RequestClient; warnings: string[] } {
  const client = new Statsig('secret-test', { disableNetwork: true, outputLogLevel: 'none' });
  onTestFinished(async () => void (await client.shutdown()));
  const warnings: string[] = [];
  const warn = (message: string): number => warnings.push(message);
  return { requests: new RequestClient({ client, integration: 'Test', warn, ...options }), warnings };
}

/** A user source that counts how often it is asked. */
function counting<Told>(tell: () => Told): { user: () => Told; asked: () => number } {
  let asked = 0;
  return {
    asked: () => asked,
    user: () => {
      asked += 1;
      return tell();
    },
  };
}

describe('RequestScope', () => {
  it('makes the user once, on first use', () => {
    const { user, asked } = counting(() => ann);
    const scope = openRequests({ user }).requests.open(request);
    expect(asked()).toBe(0);
    expect([scope.user(), scope.user(), scope.view.user]).toEqual([ann, ann, ann]);
    expect(scope.user()).toBe(ann);
    expect(asked()).toBe(1);
  });

  it('shares one promise while the user is being made, and then gives the user itself', async () => {
    const { user, asked } = counting(async () => ann);
    const scope = openRequests({ user }).requests.open(request);
    const pending = scope.user();
    expect(pending).toBeInstanceOf(Promise);
    expect(scope.user()).toBe(pending);
    await pending;
    expect(scope.user()).toBe(ann);
    expect(asked()).toBe(1);
  });

  it('answers for nobody in particular while the user is being made, and says so once', async () => {
    const { requests, warnings } = openRequests({ user: async () => ann });
    for (const scope of [requests.open(request), requests.open(request)]) {
      expect(scope.view.user.toJSON()).toEqual({ userID: '', ip: '10.0.0.1', userAgent: 'Firefox' });
      expect(await scope.view.resolveUser()).toBe(ann);
      expect(scope.view.user).toBe(ann);
    }
    expect(warnings).toEqual([
      expect.stringMatching(/^A question was asked before the `user` option had told the user/),
    ]);
  });

  it('keeps the user that was set while another was being made', async () => {
    const scope = openRequests({ user: async () => ann }).requests.open(request);
    const pending = scope.user();
    scope.setUser(ben);
    await pending;
    expect(scope.user()).toBe(ben);
  });

  it('lays fields that are set over what the request shows, and takes a user as it is', () => {
    const scope = openRequests().requests.open(request);
    expect(scope.view.user.toJSON()).toEqual({ userID: 'session', ip: '10.0.0.1', userAgent: 'Firefox' });
    scope.view.setUser({ userID: 'ben', userAgent: undefined });
    expect(scope.view.user.toJSON()).toEqual({ userID: 'ben', ip: '10.0.0.1' });
    scope.view.setUser(ann);
    expect(scope.view.user).toBe(ann);
  });

  it('reads the request that the framework hands to handlers', () => {
    const { requests } = openRequests();
    const scope = requests.open(request, undefined, () => ({ headers: {}, user: { id: 'later' } }));
    expect(scope.view.user.toJSON()).toEqual({ userID: 'later' });
  });

  it('makes each decision once, and anew for another user', () => {
    const scope = openRequests({ user: () => ann }).requests.open(request);
    const [subject, other] = [{}, {}];
    const { user: decide, asked } = counting(() => ({ allowed: true }) as const);
    scope.decideOnce(subject, decide);
    scope.decideOnce(subject, decide);
    expect(asked()).toBe(1);
    scope.decideOnce(other, decide);
    expect(asked()).toBe(2);
    scope.setUser(ben);
    scope.decideOnce(subject, decide);
    expect(asked()).toBe(3);
  });

  it('has one view, for its client', () => {
    const { requests } = openRequests();
    const scope = requests.open(request);
    expect(scope.view).toBeInstanceOf(RequestView);
    expect(scope.view).toBe(scope.view);
    expect(scope.view.client).toBe(requests.client);
  });
});

describe('stable IDs of requests', () => {
  const cookie = new StableIdCookie({ clientSdkKey: 'client-test' });
  const known = { ...request, headers: { cookie: `${cookie.name}=visitor-1` } };

  /** A response that keeps what is added to it. */
  function startResponse(headersSent = false): ResponseLike & { readonly added: string[] } {
    const added: string[] = [];
    return { added, headersSent, appendHeader: (name, value) => added.push(`${name}: ${value}`) };
  }

  it('come from the cookie, beside the custom IDs that the application gives', () => {
    const { requests } = openRequests({ stableID: cookie, user: () => ({ customIDs: { team: 't1' } }) });
    const response = startResponse();
    const scope = requests.open(known, response);
    expect(scope.view.user.customIDs).toEqual({ stableID: 'visitor-1', team: 't1' });
    scope.view.setUser({ userID: 'ann', customIDs: null });
    expect(scope.view.user.customIDs).toEqual({ stableID: 'visitor-1' });
    scope.view.setUser({ customIDs: { stableID: 'device-7' } });
    expect(scope.view.user.customIDs).toEqual({ stableID: 'device-7' });
    expect(response.added).toEqual([]);
  });

  it('are made once for a visitor who has none, and kept by the browser', () => {
    const { requests } = openRequests({ stableID: cookie, user: () => ({}) });
    const response = startResponse();
    const scope = requests.open(request, response);
    // Looks at what the request shows twice.
    expect(requests.prepare(scope)).toBeUndefined();
    const { customIDs } = scope.view.user;
    expect(response.added).toEqual([`Set-Cookie: ${cookie.write(customIDs?.['stableID'] ?? '')}`]);
  });

  it('are kept by nobody who did not agree, and set no cookie when it is too late for one', () => {
    const { requests } = openRequests({ stableID: cookie, hasConsent: () => false });
    const response = startResponse();
    const { customIDs } = requests.open(known, response).view.user;
    expect(customIDs?.['stableID']).toMatch(/^[\da-f-]{36}$/);
    expect(response.added).toEqual([`Set-Cookie: ${cookie.forget()}`]);
    const late = startResponse(true);
    expect(openRequests({ stableID: cookie }).requests.open(request, late).view.user.customIDs).not.toBeNull();
    expect(late.added).toEqual([]);
  });
});

describe('RequestView', () => {
  const specs = JSON.stringify(buildSpecs({}));

  /** A view of a client with specs, of a request whose page has a nonce. */
  async function openView(nonce: () => string): Promise<{ view: RequestView; lines: string[] }> {
    const lines: string[] = [];
    const client = new Statsig('secret-test', {
      disableNetwork: true,
      bootstrapSpecs: specs,
      outputLoggerProvider: { warn: (tag, message) => lines.push(`${tag}: ${message}`) },
    });
    onTestFinished(async () => void (await client.shutdown()));
    await client.initialize();
    const requests = new RequestClient({
      client,
      integration: 'Test',
      bootstrap: { clientSdkKey: 'client-test' },
      nonceOf: nonce,
    });
    return { view: requests.open({ headers: {}, user: { id: 'ann' } }).view, lines };
  }

  it('has a bootstrap with the client key of the integration, unless another is given', async () => {
    const { view } = await openView(() => 'n0nce');
    expect(view.bootstrap().bootstrap).toMatchObject({ clientSdkKey: 'client-test', user: { userID: 'ann' } });
    expect(view.bootstrap({ clientSdkKey: 'client-other' }).bootstrap?.clientSdkKey).toBe('client-other');
    for (const clientSdkKey of [undefined, null]) {
      expect(view.bootstrap({ clientSdkKey }).bootstrap?.clientSdkKey).toBe('client-test');
    }
    expect(view.renderBootstrap({ clientSdkKey: undefined })).toContain('data-client-sdk-key="client-test"');
  });

  it('renders it with the nonce of the page, unless another is given', async () => {
    const { view } = await openView(() => 'n0nce');
    expect(view.renderBootstrap()).toMatch(/^<script [^>]*nonce="n0nce"[^>]*>\{.*"userID":"ann".*<\/script>$/s);
    expect(view.renderBootstrap({ nonce: 'other', id: 'values', form: 'data' })).toMatch(
      /^<script type="application\/json" id="values" nonce="other"/,
    );
  });

  it('renders nothing for what cannot stand in a page, and without a nonce when that is not to be had; each said once', async () => {
    const odd = await openView(() => '"><script>');
    expect([odd.view.renderBootstrap(), odd.view.renderBootstrap()]).toEqual(['', '']);
    expect(odd.lines.filter((line) => line.includes('renderBootstrap'))).toEqual([
      expect.stringMatching(/^Bootstrap: renderBootstrap\(\) gave nothing: .*nonce/),
    ]);
    const failing = await openView(() => {
      throw new Error('no nonce here');
    });
    expect(failing.view.renderBootstrap()).not.toContain('nonce=');
    expect(failing.lines).toContain('Test: The `nonce` option threw (no nonce here); pages are rendered without one.');
  });
});

describe('RequestClient.prepare', () => {
  it('waits for no user that is told at once, and has it told anew when it is needed', () => {
    const { user, asked } = counting(() => ann);
    const { requests } = openRequests({ user });
    // The first request finds out that there is nothing to wait for.
    expect(requests.prepare(requests.open(request))).toBeUndefined();
    expect(asked()).toBe(1);
    const scope = requests.open(request);
    expect(requests.prepare(scope)).toBeUndefined();
    expect(asked()).toBe(1);
    expect(scope.view.user).toBe(ann);
    expect(asked()).toBe(2);
  });

  it.each([
    ['declared async', 'async'],
    ['that gives a promise', 'promise'],
  ])('waits for the user of a function %s, from the first request on, and asks once', async (_, kind) => {
    let asked = 0;
    const tell = (): StatsigUser => {
      asked += 1;
      return ann;
    };
    const user = kind === 'async' ? async () => tell() : () => Promise.resolve(tell());
    const { requests, warnings } = openRequests({ user });
    for (let turn = 1; turn <= 2; turn++) {
      const scope = requests.open(request);
      await requests.prepare(scope);
      expect(scope.view.user).toBe(ann);
      expect(asked).toBe(turn);
    }
    expect(warnings).toEqual([]);
  });

  it('learns from a promise that comes late that there is something to wait for', async () => {
    let isCached = true;
    const { requests } = openRequests({ user: () => (isCached ? ann : Promise.resolve(ben)) });
    expect(requests.prepare(requests.open(request))).toBeUndefined();
    isCached = false;
    await requests.open(request).view.resolveUser();
    const scope = requests.open(request);
    await requests.prepare(scope);
    expect(scope.view.user).toBe(ben);
  });

  it('leaves a function that fails before anybody signed in to be asked when the user is needed', () => {
    const { requests, warnings } = openRequests({
      user: ({ request: { user } }) => ({ userID: (user as { id: string }).id }),
    });
    const signingIn: { headers: object; user?: { id: string } } & RequestLike = { headers: {} };
    const scope = requests.open(signingIn);
    expect(requests.prepare(scope)).toBeUndefined();
    Object.assign(signingIn, { user: { id: 'ann' } });
    expect(scope.view.user.userID).toBe('ann');
    expect(warnings).toEqual([]);
  });
});

describe('warnings', () => {
  it('go to the log of the client unless the integration takes them, and once for each key', async () => {
    const lines: string[] = [];
    const warn = (tag: string, message: string): number => lines.push(`${tag}: ${message}`);
    const client = new Statsig('secret-test', { disableNetwork: true, outputLoggerProvider: { warn } });
    onTestFinished(async () => void (await client.shutdown()));
    const scope = new RequestClient({ client, integration: 'Test' }).open(request);
    scope.warnOnce('a', 'Something is off with secret-test.');
    scope.warnOnce('a', 'Something is off again.');
    scope.warnOnce('b', 'Another thing is.');
    expect(lines.filter((line) => line.startsWith('Test: '))).toEqual([
      expect.stringMatching(/^Test: Something is off with (?!secret-test)/),
      'Test: Another thing is.',
    ]);
  });
});
