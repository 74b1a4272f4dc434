import { Statsig, type StatsigOptions } from 'statsig-nodekit';
import { type Emulator, type ProjectSource, startEmulator } from 'statsig-nodekit/emulator';
import { onTestFinished } from 'vitest';

/** An emulator for a project and a client of it, both ended with the test. */
export async function startEmulatedClient(
  project: ProjectSource,
  options: StatsigOptions = {},
): Promise<{ readonly emulator: Emulator; readonly statsig: Statsig }> {
  const emulator = await startEmulator({ project });
  const statsig = new Statsig('secret-of-the-server', {
    specsUrl: emulator.specsUrl,
    logEventUrl: emulator.logEventUrl,
    outputLogLevel: 'none',
    ...options,
  });
  onTestFinished(async () => {
    await statsig.shutdown();
    await emulator.close();
  });
  await statsig.initialize();
  return { emulator, statsig };
}
