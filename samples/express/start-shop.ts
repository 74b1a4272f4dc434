import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { type Express } from 'express';
import type { Statsig } from 'statsig-nodekit';
import { clientProxyRouter, requireGate, statsig } from 'statsig-nodekit/express';
import { pageOf } from './page.js';
import { visitorID } from './visitor.js';

/** What the shop is decided by. */
export interface ShopSettings {
  readonly client: Statsig;
  /** The client key of the page. */
  readonly clientSdkKey: string;
}

/** A shop that is open. */
export interface RunningShop {
  readonly server: Server;
  readonly url: string;
}

/** The browser's SDK in its form for pages without a bundler. */
const browserSdk = join(
  createRequire(import.meta.url).resolve('@statsig/js-client/package.json'),
  '../build/statsig-js-client.min.js',
);

/** The shop: a page with a coloured button, its sign-up, and a checkout behind a gate. */
export function createShop({ client, clientSdkKey }: ShopSettings): Express {
  const app = express();
  // One proxy stands before the shop when it is deployed; on this machine nothing does.
  app.set('trust proxy', 'loopback');
  const proxy = clientProxyRouter({ client, clientSdkKey });
  app.use(proxy);
  app.get('/statsig-js-client.js', (_req, res) => res.sendFile(browserSdk));

  app.use((_req, res, next) => {
    const nonce = randomBytes(16).toString('base64');
    res.locals['cspNonce'] = nonce;
    res.set(
      'Content-Security-Policy',
      `default-src 'self'; script-src 'self' 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data:`,
    );
    next();
  });
  app.use(
    statsig({
      client,
      user: (req) => ({ userID: visitorID(req) }),
      stableId: { cookie: true },
      bootstrap: { clientSdkKey },
    }),
  );

  app.get('/', (req, res) => {
    const { user } = req.statsig;
    // The browser logs the exposure when it reads the colour.
    const experiment = req.statsig.getExperiment('button_color', { disableExposureLogging: true });
    const page = pageOf({
      color: experiment.get('color', 'gray'),
      userID: user.userID ?? '',
      nonce: String(res.locals['cspNonce']),
      bootstrap: req.statsig.renderBootstrap(),
      networkConfig: proxy.networkConfig,
    });
    // The page is this visitor's own.
    res.set('Cache-Control', 'private, no-store').send(page);
  });
  // The conversion that the experiment is about. The service ties it to the colour by the user.
  app.post('/signup', (req, res) => {
    req.statsig.logEvent('visited_signup');
    res.json({ signedUp: req.statsig.user.userID });
  });
  app.get('/checkout/new', requireGate('new_checkout'), (_req, res) => {
    res.send('The new checkout: everything on one page.');
  });
  return app;
}

/** Opens the shop, on this machine only. Rejects when the port is in use. */
export async function startShop({ port, ...settings }: ShopSettings & { readonly port: number }): Promise<RunningShop> {
  const app = createShop(settings);
  const server = await new Promise<Server>((resolve, reject) => {
    const starting = app.listen(port, '127.0.0.1', (error) => {
      if (error === undefined) resolve(starting);
      else reject(error);
    });
  });
  const { port: actualPort } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${actualPort}` };
}
