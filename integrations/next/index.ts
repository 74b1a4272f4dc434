/**
 * Statsig for servers of Next.js: the client of the process, for `instrumentation.ts`. For pages see `statsig-nodekit/next/pages`,
 * for `proxy.ts` `statsig-nodekit/next/proxy`, for components `statsig-nodekit/next/client`.
 *
 * @module
 */

export { registerStatsig, type RegisterStatsigOptions } from './register-statsig.js';
export type { RegistrationOptions } from './client-registry.js';
