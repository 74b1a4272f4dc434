/**
 * Prints what would be sent to Segment for a visitor of the sample project: one message a line, as JSON. No account is needed.
 *
 *   node samples/segment/print-messages.mjs                 in the form of the hosted integration
 *   FORMAT=clean node samples/segment/print-messages.mjs    with flat properties
 *
 * With `SEGMENT_WRITE_KEY` the same messages are sent as well, through Segment's library: watch the source's debugger.
 * `SEGMENT_REGION` is `us` or `eu`; `SEGMENT_HOST` takes the place of the region's.
 */
// @ts-check
import { fileURLToPath } from 'node:url';
import { Statsig } from 'statsig-nodekit';
import { startEmulator } from 'statsig-nodekit/emulator';
import { segmentSink } from 'statsig-nodekit/segment';

const { FORMAT, SEGMENT_WRITE_KEY: writeKey, SEGMENT_REGION, SEGMENT_HOST: host } = process.env;
const format = FORMAT === 'clean' ? 'clean' : 'compat';
const region = SEGMENT_REGION === 'eu' ? 'eu' : 'us';

// The same name: the messages that are printed have the ids of those that are sent.
const name = 'segment';
const printing = segmentSink({
  name,
  format,
  send: (messages) => {
    for (const message of messages) console.log(JSON.stringify(message));
  },
});
const sending = writeKey === undefined ? undefined : segmentSink({ name, format, writeKey, region, host });

const emulator = await startEmulator({
  project: fileURLToPath(new URL('../project/statsig.yaml', import.meta.url)),
  port: 0,
});
const statsig = new Statsig('secret-sample', {
  specsUrl: emulator.specsUrl,
  logEventUrl: emulator.logEventUrl,
  idListsUrl: emulator.idListsUrl,
  eventSinks: sending === undefined ? [printing] : [printing, sending],
});
await statsig.initialize();

const user = {
  userID: 'ann',
  customIDs: { stableID: 'ann-laptop' },
  email: 'ann@example.com',
  privateAttributes: { birthday: '1990-01-01' },
};
statsig.checkGate(user, 'new_checkout');
statsig.getDynamicConfig(user, 'limits');
statsig.getExperiment(user, 'button_color');
statsig.getLayer(user, 'promo').get('color', 'blue');
statsig.logEvent(user, 'purchase', 49.9, { sku: 'SHOE-42' });

const { isSuccess, error } = await statsig.shutdown();
await emulator.close();
const { sent, refused } = (sending ?? printing).statistics();
console.error(
  `${sent} messages were ${sending === undefined ? 'printed' : 'printed and sent'}, ${refused} were refused. ${isSuccess ? '' : error}`,
);
