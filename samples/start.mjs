#!/usr/bin/env node
/**
 * `npm start`: the emulator on a project file, and a NestJS shop that is decided by it. No account, no network.
 *
 * `PORT` chooses the shop's port, `STATSIG_PROJECT` (or the first argument) another project file.
 */
// @ts-check
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulator } from 'statsig-nodekit/emulator';
import { choosePort } from './start/choose-port.mjs';
import { describeDelivery } from './start/describe-delivery.mjs';

/** How soon an edit of the project file shows: the emulator notices at once, the client at its next look. */
const specsSyncIntervalMs = 1_000;

const samplesFolder = fileURLToPath(new URL('.', import.meta.url));
const shopProgram = new URL('../dist/samples/nestjs/start-shop.js', import.meta.url);
const projectPath = resolve(
  process.argv[2] ?? process.env['STATSIG_PROJECT'] ?? resolve(samplesFolder, 'project/statsig.yaml'),
);

async function start() {
  if (!existsSync(shopProgram)) {
    throw new Error('The shop is not built. Run `npm start`, which builds it, or `npm run build -- --samples`.');
  }
  const port = await choosePort(process.env['PORT']);
  const emulator = await startEmulator({ project: projectPath, port: 0, watch: true });

  // From here on Ctrl-C has something to end. Before the shop opens, which looks whether anything listens.
  /** @type {() => Promise<void>} */
  let closeShop = async () => {};
  let isStopping = false;
  const stop = async () => {
    if (isStopping) process.exit(130);
    isStopping = true;
    console.log('\nStopping: delivering what is left (Ctrl-C again ends at once)');
    await closeShop();
    console.log(describeDelivery(emulator.events()));
    await emulator.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      stop().catch(fail);
    });
  }

  Object.assign(process.env, {
    STATSIG_SERVER_KEY: 'secret-sample',
    STATSIG_SPECS_URL: emulator.specsUrl,
    STATSIG_LOG_EVENT_URL: emulator.logEventUrl,
    STATSIG_ID_LISTS_URL: emulator.idListsUrl,
    STATSIG_SPECS_SYNC_INTERVAL_MS: String(specsSyncIntervalMs),
  });
  // Only now: the shop's modules read the environment when they are loaded.
  const { startShop } = await import(shopProgram.href);
  const { app, url } = await startShop({ port, shutdownHooks: false });
  closeShop = () => app.close();

  console.log(`
The Kettle Shop   ${url}
The emulator      ${emulator.url}   (events: ${emulator.url}/__emulator/events)
The project file  ${relative(process.cwd(), projectPath)}

Try
  open ${url} as different people: the button is coloured by the experiment button_color
  open ${url}/checkout/new: a route that does not exist, until the gate new_checkout is on
  edit the project file (switch the gate on, change a colour) and watch the page follow within seconds
  curl -H 'x-user-id: ann' ${url}/answers
  curl -X POST '${url}/signup?user=ann'
Ctrl-C delivers the last events and ends.
`);
}

/** @param {unknown} error */
function fail(error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

start().catch(fail);
