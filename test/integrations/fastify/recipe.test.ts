import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import {
  currentStatsig,
  enterRequest,
  RequestClient,
  type RequestClientOptions,
  requestScopeOf,
  resumeRequest,
  StableIdCookie,
  type UserContext,
} from 'statsig-nodekit/request';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startClient } from '../express/support/start-express-app.js';

/** The hooks of `docs/express.md`, section "Other servers". */
async function start(
  options: Omit<RequestClientOptions, 'client' | 'integration'>,
): Promise<{ app: FastifyInstance; url: () => Promise<string> }> {
  const { client } = await startClient();
  const requests = new RequestClient({ ...options, client, integration: 'Fastify' });
  const app = fastify();
  app.addHook('onRequest', (request, reply, done) => {
    const scope = requests.open(request, {
      get headersSent() {
        return reply.sent;
      },
      appendHeader: (name, value) => reply.header(name, value),
    });
    enterRequest({ request, clientName: requests.name, scope }, () => {
      const user = requests.prepare(scope);
      if (user === undefined) done();
      else void user.finally(done);
    });
  });
  app.addHook('preValidation', (request, _reply, done) => resumeRequest(request, done));
  onTestFinished(() => app.close());
  return { app, url: () => app.listen({ port: 0, host: '127.0.0.1' }) };
}

type Told = Promise<{ userID: string | undefined }>;
const told = ({ request }: UserContext<FastifyRequest>): { userID: string | undefined } => ({
  userID: request.headers['x-user-id']?.toString(),
});

describe('Fastify, by the hooks of the documentation', () => {
  it.each([
    ['at once', told],
    ['as a promise', async (context: UserContext<FastifyRequest>): Told => told(context)],
  ])('has the user of each request that is told %s, also behind bodies', async (_, user) => {
    const { app, url } = await start({ user });
    app.post('/', async (request) => {
      await new Promise((resolve) => setImmediate(resolve));
      const view = currentStatsig();
      return { isOwn: requestScopeOf(request)?.view === view, is: view.user.userID, passes: view.checkGate('for_ann') };
    });
    const address = await url();
    const ask = async (userID: string): Promise<unknown> => {
      const headers = { 'x-user-id': userID, 'content-type': 'application/json' };
      return (await fetch(address, { method: 'POST', headers, body: JSON.stringify({ item: 1 }) })).json();
    };
    const names = ['ann', 'ben', 'ann', 'carl'];
    expect(await Promise.all(names.map(ask))).toEqual(names.map((is) => ({ isOwn: true, is, passes: is === 'ann' })));
  });

  it('adds the cookie of a stable ID beside those of the application', async () => {
    const stableID = new StableIdCookie({ clientSdkKey: 'client-page' });
    const { app, url } = await start({ stableID });
    app.get('/', async (_request, reply) => {
      reply.header('set-cookie', 'theme=dark');
      return currentStatsig().user.customIDs?.['stableID'];
    });
    const answer = await fetch(await url());
    const id = await answer.text();
    expect(answer.headers.getSetCookie()).toEqual(['theme=dark', stableID.write(id)]);
  });
});
