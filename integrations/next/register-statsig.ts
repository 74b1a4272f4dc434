import type { InitializeResult } from 'statsig-nodekit';
import { rememberForBuild } from './app/client-for-build.js';
import { isBuilding } from './build-phase.js';
import { type RegistrationOptions, registerClient, registeredClients } from './client-registry.js';
import { deliverBeforeExit } from './deliver-before-exit.js';

/** What `registerStatsig()` takes. */
export interface RegisterStatsigOptions extends RegistrationOptions {
  /** How long the delivery of the last events may take when the process is ended by a signal. Unit: milliseconds. @default 3_000 */
  readonly shutdownTimeoutMs?: number | undefined;
}

/**
 * Starts the client of this process, for `instrumentation.ts`: pages then find it. Wait for it, and the server takes requests when
 * the client has specs, or has waited for them as long as `initTimeoutMs` says.
 *
 * A second call gives the same client, also after a hot reload and from another bundle of Next. On SIGTERM and SIGINT the last
 * events are delivered before the process ends. On the edge runtime and during `next build` it starts nothing and gives
 * undefined. Never rejects.
 *
 * `user` and what stands beside it are for the App Router; pages of the Pages Router have options of their own.
 *
 * @example
 * ```ts
 * export async function register(): Promise<void> {
 *   if (process.env.NEXT_RUNTIME !== 'nodejs') return;
 *   const { registerStatsig } = await import('statsig-nodekit/next');
 *   await registerStatsig();
 * }
 * ```
 */
export async function registerStatsig({ shutdownTimeoutMs = 3_000, ...options }: RegisterStatsigOptions = {}): Promise<
  InitializeResult | undefined
> {
  if (process.env['NEXT_RUNTIME'] === 'edge') return undefined;
  if (isBuilding()) {
    rememberForBuild(options);
    return undefined;
  }
  const { initialized } = registerClient(options);
  deliverBeforeExit(() => Promise.allSettled(registeredClients().map((client) => client.shutdown(shutdownTimeoutMs))));
  return initialized;
}
