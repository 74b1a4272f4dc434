#!/usr/bin/env node
/**
 * `npm run build`: writes the published files (`dist/esm`, `dist/cjs`) anew. Ends with status 1 and the compiler's
 * report when a source has an error.
 *
 *   --samples    the sample programs too (`dist/samples`, not published)
 *   --if-stale   only what is missing or older than its sources
 */
// @ts-check
import { parseArgs } from 'node:util';
import { ensureBuilt } from './build-package.mjs';

const report = (/** @type {string} */ line) => process.stderr.write(`${line}\n`);

try {
  const options = /** @type {const} */ ({ samples: { type: 'boolean' }, 'if-stale': { type: 'boolean' } });
  const { values } = parseArgs({ options });
  await ensureBuilt({ withSamples: values.samples === true, force: values['if-stale'] !== true, report });
} catch (error) {
  report(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
