// @ts-check
import { readFileSync } from 'node:fs';
import { fromRoot } from './project-root.mjs';

/** @param {string} version */
const toNumbers = (version) => version.split('.').map(Number);

/**
 * A sentence saying that Node is too old for the package's `engines`, or `undefined` when it is new enough.
 * @param {string} running The version without `v`, as in `process.versions.node`.
 * @param {string} [range] Only the form `>=x.y.z` is understood. Default: `engines.node` of `package.json`.
 */
export function describeOldNode(
  running,
  range = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8')).engines.node,
) {
  const minimum = /^>=(\d+\.\d+\.\d+)$/.exec(range)?.[1];
  if (minimum === undefined)
    throw new Error(`engines.node in package.json must look like ">=20.19.0"; it is "${range}".`);
  const wanted = toNumbers(minimum);
  const actual = toNumbers(running);
  for (const [index, part] of wanted.entries()) {
    const difference = (actual[index] ?? 0) - part;
    if (difference > 0) return undefined;
    if (difference < 0)
      return `Node ${running} is too old: this project needs Node ${minimum} or later (https://nodejs.org).`;
  }
  return undefined;
}
