import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

import { loadHttpParts } from '../../../lib/network/load-http-parts.js';
import { respond, startHttpServer } from '../../support/http-server.js';

const { cache, resolve } = createRequire(import.meta.url);

describe('loadHttpParts', () => {
  it('loads the parts of the HTTP library that are needed, and not the rest', async () => {
    const parts = await loadHttpParts();
    const loaded = Object.keys(cache).filter((file) => /[\\/]undici[\\/]/.test(file));
    expect(loaded).toContain(resolve('undici/lib/dispatcher/agent.js'));
    // The main entry loads all 110 files; when this fails, the library keeps its parts elsewhere.
    expect(loaded).not.toContain(resolve('undici'));
    expect(loaded.length).toBeLessThan(40);

    const { Agent, buildConnector } = await import('undici');
    expect([parts.Agent, parts.buildConnector]).toEqual([Agent, buildConnector]);
  });

  it('gives parts that work together', async () => {
    const server = await startHttpServer((response) => respond(response, 200, 'hello'));
    const { Agent, buildConnector, request } = await loadHttpParts();
    const agent = new Agent({ connect: buildConnector({}) });
    const answer = await request(agent, { origin: server.url, path: '/', method: 'GET' });
    await expect(answer.body.text()).resolves.toBe('hello');
    await agent.close();
  });
});
