// How many bytes a page carries for its browser: the values alone and embedded in HTML, as they are and compressed.
//   npm run build && node bench/page-sizes.mjs
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { renderBootstrapScript, Statsig } from 'statsig-nodekit';
import { wholeProject } from './project.mjs';

const user = {
  userID: '1c9a2f60-0d3e-4b4f-8a55-000000000001',
  customIDs: { stableID: '7d0f5a53-9c36-4c0b-8b9e-3f0f3f9a6a11' },
  email: 'someone@statsig.com',
  country: 'US',
  custom: { plan: 'pro', age: 33 },
};

/** What one page reads. */
const flagsUsed = {
  gates: Array.from({ length: 8 }, (_gate, index) => `gate_0_${index * 9}`),
  experiments: ['experiment_0_20', 'experiment_0_40'],
  layers: ['layer_0_3'],
};

/** @type {[name: string, options: object][]} */
const variants = [
  ['everything', {}],
  ['… without ID types and closed gates', { removeIdType: true, removeDefaultValueGates: true }],
  ['… in format 1', { responseFormat: 1 }],
  ['… in format 2', { responseFormat: 2 }],
  ['`flagsUsed` of one page', { flagsUsed }],
  ['… in format 2', { flagsUsed, responseFormat: 2 }],
];

/** @type {[title: string, specs: object][]} */
const projects = [
  ['82 gates, 65 configs of which two hold 100 KB, 12 layers', wholeProject(1)],
  ['the same without the two large configs', wholeProject(1, { largeValues: 0 })],
];

for (const [title, specs] of projects) {
  const statsig = new Statsig('secret-sizes', { bootstrapSpecs: specs, disableNetwork: true, outputLogLevel: 'none' });
  await statsig.initialize();
  console.log(
    `\n${title}\n\n| values | bytes | gzip | brotli | in HTML | in HTML, gzip |\n| - | -: | -: | -: | -: | -: |`,
  );
  for (const [name, options] of variants) {
    const { bootstrap } = statsig.bootstrap(user, { clientSdkKey: 'client-sizes', ...options });
    const html = renderBootstrapScript({ bootstrap, nonce: 'bm9uY2Utb2YtdGhlLXBhZ2U=' });
    const sizes = [bootstrap.values, html].map((text) => Buffer.from(text));
    const cells = [
      sizes[0].length,
      gzipSync(sizes[0]).length,
      brotliCompressSync(sizes[0]).length,
      sizes[1].length,
      gzipSync(sizes[1]).length,
    ];
    console.log(`| ${name} | ${cells.map((bytes) => bytes.toLocaleString('en')).join(' | ')} |`);
  }
  await statsig.shutdown();
}
