import { registerStatsig, type RegisterStatsigOptions } from 'statsig-nodekit/next';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { registeredClient } from '../../../integrations/next/client-registry.js';
import { startStatsigServer, type StatsigServer } from '../nestjs/support/statsig-server.js';

let names = 0;

/** Registers a client of its own name; it ends with the test. */
async function register(): Promise<{
  readonly server: StatsigServer;
  readonly options: RegisterStatsigOptions & { readonly name: string };
}> {
  const server = await startStatsigServer();
  const name = `registered-${(names += 1)}`;
  onTestFinished(async () => void (await registeredClient(name)?.client.shutdown()));
  const options = {
    name,
    sdkKey: 'secret-next-test',
    clientSdkKey: 'client-of-page',
    options: server.options,
  };
  return { server, options };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('registerStatsig', () => {
  it('starts a client, and is done when that has specs', async () => {
    const { server, options } = await register();
    expect(await registerStatsig(options)).toMatchObject({ isSuccess: true });
    const registered = registeredClient(options.name);
    expect(registered?.client.checkGate({ userID: 'ann' }, 'open')).toBe(true);
    expect([registered?.clientSdkKey, server.specsRequests]).toEqual(['client-of-page', 1]);
  });

  it('is found from another copy of the module, and gives the same client the second time', async () => {
    const { server, options } = await register();
    await registerStatsig(options);
    const { client } = registeredClient(options.name) ?? {};
    vi.resetModules();
    const copy = await import('../../../integrations/next/register-statsig.js');
    const registryOfCopy = await import('../../../integrations/next/client-registry.js');
    expect(copy.registerStatsig).not.toBe(registerStatsig);
    expect(await copy.registerStatsig(options)).toMatchObject({ isSuccess: true });
    expect(registryOfCopy.registeredClient(options.name)?.client).toBe(client);
    expect(server.specsRequests).toBe(1);
  });

  it('starts another client for another key, and closes the former with its events', async () => {
    const { server, options } = await register();
    await registerStatsig(options);
    const former = registeredClient(options.name)?.client;
    former?.logEvent({ userID: 'ann' }, 'bought');
    await registerStatsig({ ...options, sdkKey: 'secret-other' });
    expect(registeredClient(options.name)?.client).not.toBe(former);
    await former?.shutdown();
    expect(server.events.map(({ eventName }) => eventName)).toEqual(['bought']);
  });

  it('takes a new client key for the pages of a client that runs', async () => {
    const { options } = await register();
    await registerStatsig(options);
    const { client } = registeredClient(options.name) ?? {};
    await registerStatsig({ ...options, clientSdkKey: 'client-other' });
    expect(registeredClient(options.name)).toMatchObject({ client, clientSdkKey: 'client-other' });
  });

  it.each([
    ['on the edge runtime', 'NEXT_RUNTIME', 'edge'],
    ['while Next builds', 'NEXT_PHASE', 'phase-production-build'],
  ])('starts nothing %s', async (_, variable, value) => {
    const { server, options } = await register();
    vi.stubEnv(variable, value);
    expect(await registerStatsig(options)).toBeUndefined();
    expect([registeredClient(options.name), server.specsRequests]).toEqual([undefined, 0]);
  });

  it('listens for each signal once, however often it is called', async () => {
    const counts = (): number[] => [process.listenerCount('SIGTERM'), process.listenerCount('SIGINT')];
    const { options } = await register();
    await registerStatsig(options);
    const before = counts();
    await registerStatsig(options);
    await registerStatsig((await register()).options);
    expect(counts()).toEqual(before);
  });
});
