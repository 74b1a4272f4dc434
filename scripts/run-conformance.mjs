#!/usr/bin/env node
/**
 * `npm run test:conformance`: compares this SDK with the official one, on other random projects each time. The seed is
 * printed; with it, a run can be repeated:
 *
 *     npm run test:conformance -- --seed 7 --specs 1000 --users 60
 *
 * Arguments that it does not know go to vitest: `npm run test:conformance -- differential`.
 */
// @ts-check
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { fromRoot } from './project-root.mjs';

/** The options, by the environment variables through which the suite reads them. */
const variables = { seed: 'CONFORMANCE_SEED', specs: 'CONFORMANCE_SPECS', users: 'CONFORMANCE_USERS' };

const { tokens } = parseArgs({
  options: { seed: { type: 'string' }, specs: { type: 'string' }, users: { type: 'string' } },
  allowPositionals: true,
  strict: false,
  tokens: true,
});
/** @type {NodeJS.ProcessEnv} */
const env = { CONFORMANCE_SEED: String(Math.floor(Math.random() * 1_000_000_000)), ...process.env };
/** @type {string[]} */
const rest = [];
for (const token of tokens) {
  if (token.kind === 'positional') rest.push(token.value);
  if (token.kind !== 'option') continue;
  const variable = variables[/** @type {keyof typeof variables} */ (token.name)];
  if (variable === undefined) rest.push(token.value === undefined ? token.rawName : `${token.rawName}=${token.value}`);
  else if (/^\d+$/.test(token.value ?? '')) env[variable] = token.value;
  else {
    process.stderr.write(`${token.rawName} needs a whole number of 0 or more, and was given "${token.value ?? ''}".\n`);
    process.exit(2);
  }
}

const vitest = fromRoot('node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'conformance', ...rest], {
  cwd: fromRoot(),
  env,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
