import { nestApps } from './nest-apps.mjs';

/**
 * Applications that answer `GET /` with whether one gate is open for the user of the request, in JSON: bare (without asking anybody), with
 * this package, and with the official core and the few lines that its documentation has everybody write. By framework.
 */
export const httpApps = {
  express: {
    bare: async () => {
      const { default: express } = await import('express');
      const app = express();
      app.get('/', (request, response) => void response.json({ isOn: request.get('x-user') === '' }));
      return listening(app);
    },
    ours: async ({ client, gate }) => {
      const { default: express } = await import('express');
      const { statsig } = await import('statsig-nodekit/express');
      const app = express();
      app.use(statsig({ client, user: (request) => ({ userID: request.get('x-user') }) }));
      app.get('/', (request, response) => void response.json({ isOn: request.statsig.checkGate(gate) }));
      return listening(app);
    },
    official: async ({ client, StatsigUser, gate }) => {
      const { default: express } = await import('express');
      const app = express();
      app.use((request, _response, next) => {
        request.statsigUser = new StatsigUser({
          userID: request.get('x-user'),
          ip: request.ip,
          userAgent: request.get('user-agent'),
          locale: request.acceptsLanguages()[0],
        });
        next();
      });
      app.get('/', (request, response) => {
        response.json({ isOn: client.checkGate(request.statsigUser, gate) });
      });
      return listening(app);
    },
  },
  'nest on express': nestApps(async () => new (await import('@nestjs/platform-express')).ExpressAdapter()),
  'nest on fastify': nestApps(async () => new (await import('@nestjs/platform-fastify')).FastifyAdapter()),
};

function listening(app) {
  return new Promise((resolve, reject) => {
    const server = app.listen(0, '127.0.0.1', (error) => (error === undefined ? resolve(server) : reject(error)));
  });
}
