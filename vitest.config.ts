import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const fromRoot = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Tests run against the sources: the package's own name leads to `lib` and `integrations` instead of `dist`. */
const alias = [
  // Next has its own, which ends builds; the package throws outside of Next.
  { find: /^server-only$/, replacement: fromRoot('./node_modules/server-only/empty.js') },
  { find: /^statsig-nodekit$/, replacement: fromRoot('./lib/index.ts') },
  { find: /^statsig-nodekit\/(request|testing)$/, replacement: fromRoot('./lib/$1/index.ts') },
  { find: /^statsig-nodekit\/([a-z-]+(?:\/[a-z]+)?)$/, replacement: fromRoot('./integrations/$1/index.ts') },
];

const setup = [fromRoot('./test/support/fixed-seed.ts')];
const watchingSecrets = [...setup, fromRoot('./test/support/secret-watch/install-secret-watch.ts')];

/**
 * The suites, cheapest first. `scripts/run-tests.mjs` runs each and refuses one that ran no test. `workers` is how many
 * files run at a time: one more than the runner's own choice on two cores, and more where tests wait for the clock.
 */
const suites = {
  unit: { folders: ['lib', 'integrations', 'scripts'], timeout: 15_000, workers: 2, setup: watchingSecrets },
  contract: { folders: ['contract'], timeout: 30_000, workers: 4, setup: watchingSecrets },
  // Several processes and a real Redis each: they wait for the clock more than they compute.
  redis: { folders: ['redis'], timeout: 60_000, workers: 4, setup: watchingSecrets },
  // One browser at a time is as much as two cores carry. Its files share the modules that they load.
  browser: { folders: ['browser'], timeout: 60_000, workers: 1, setup },
  conformance: { folders: ['conformance'], timeout: 300_000, workers: 2, setup },
  fuzz: { folders: ['fuzz'], timeout: 300_000, workers: 1, setup },
  // Whole programs, some of them measured while they serve: they fill two cores one at a time.
  samples: { folders: ['samples'], timeout: 120_000, workers: 1, setup },
  // Compilers, and installations that wait for the disk and the registry.
  package: { folders: ['package', 'types'], timeout: 300_000, workers: 2, setup },
};

export default defineConfig({
  resolve: { alias },
  test: {
    projects: Object.entries(suites).map(([name, { folders, timeout, workers, setup: setupFiles }]) => ({
      resolve: { alias },
      test: {
        name,
        setupFiles,
        include: folders.map((folder) => `test/${folder}/**/*.test.ts`),
        testTimeout: timeout,
        hookTimeout: timeout,
        fileParallelism: workers > 1,
        maxWorkers: workers,
        isolate: name !== 'browser',
        environment: 'node',
      },
    })),
  },
});
