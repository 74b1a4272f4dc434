import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

/*
 * The package in an application of Nest 11: packed, installed far from this project beside what such applications have
 * (GraphQL, OpenAPI, sockets, services), compiled to CommonJS against the types of Nest 11, and tested by Jest.
 */

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'statsig-nodekit-nest-11-')));
const consumer = join(scratch, 'consumer');

/** Exact versions: npm then asks its cache first, and a release of somebody else changes nothing here. */
const packages = [
  '@nestjs/common@11.2.10',
  '@nestjs/core@11.2.10',
  '@nestjs/platform-express@11.2.10',
  '@nestjs/platform-fastify@11.2.8',
  '@nestjs/microservices@11.2.6',
  '@nestjs/platform-ws@11.2.6',
  '@nestjs/websockets@11.2.6',
  '@nestjs/testing@11.2.6',
  '@nestjs/swagger@11.4.7',
  '@nestjs/graphql@13.4.5',
  '@nestjs/apollo@13.4.5',
  '@apollo/server@5.5.1',
  '@as-integrations/express5@1.1.2',
  'class-transformer@0.5.1',
  'class-validator@0.15.1',
  'graphql@16.15.0',
  'jest@30.5.2',
  'reflect-metadata@0.2.2',
  'rxjs@7.8.2',
  'ws@8.23.0',
  '@types/node@20.19.43',
];

function run(cwd: string, command: string, ...args: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    // What `npm test` and Vitest set for themselves must not steer the tools of another project.
    env: {
      ...Object.fromEntries(
        Object.entries(process.env).filter(
          ([name]) => !/^(?:npm_|NODE_OPTIONS$|NODE_ENV$|VITEST|FORCE_COLOR$)/i.test(name),
        ),
      ),
      NO_COLOR: '1',
    },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, output: `${stdout}${stderr}${error === undefined ? '' : String(error)}` };
}

beforeAll(() => {
  const built = run(projectRoot, process.execPath, join(projectRoot, 'scripts', 'build.mjs'), '--if-stale');
  expect(built, built.output).toMatchObject({ status: 0 });
  // Without scripts: `prepack` would build once more.
  const packed = run(projectRoot, 'npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', scratch);
  expect(packed, packed.output).toMatchObject({ status: 0 });
  const tarball = join(scratch, packed.output.trim().split('\n').at(-1) ?? '');

  mkdirSync(consumer);
  writeFileSync(join(consumer, 'package.json'), '{ "name": "consumer", "private": true }');
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  const installed = run(consumer, 'npm', 'install', ...options, tarball, ...packages);
  expect(installed, installed.output).toMatchObject({ status: 0 });
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

it('serves requests, operations, messages and tests of an application of Nest 11', () => {
  cpSync(join(projectRoot, 'test', 'package', 'nest-11'), join(consumer, 'src'), { recursive: true });
  const compiled = run(
    consumer,
    process.execPath,
    join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    'src',
  );
  expect(compiled, compiled.output).toMatchObject({ status: 0, output: '' });

  const jest = join(consumer, 'node_modules', 'jest', 'bin', 'jest.js');
  const tested = run(consumer, process.execPath, jest, '--rootDir', 'compiled', '--testTimeout', '60000');
  expect(tested, tested.output).toMatchObject({ status: 0 });
  expect(tested.output).toMatch(/Tests: +7 passed, 7 total/);
  // Nothing that the package left behind keeps Jest from ending.
  expect(tested.output).not.toMatch(/did not exit|open handle/i);
});
