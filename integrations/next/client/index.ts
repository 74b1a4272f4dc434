'use client';

/**
 * Statsig for components of Next.js: gives the hooks of `@statsig/react-bindings` the answers of the server.
 *
 * @module
 */

export { StatsigBootstrapProvider, type StatsigBootstrapProviderProps } from './statsig-bootstrap-provider.js';
export type { PageBootstrap, PageConfirmation } from '../page-bootstrap.js';
