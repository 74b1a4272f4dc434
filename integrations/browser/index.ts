/**
 * For scripts of pages: starts the client of `@statsig/js-client` with the values that the server embedded. Brings nothing
 * along, does nothing when it is loaded, and may be loaded on a server.
 * @module
 */

export { createBootstrappedClient } from './create-bootstrapped-client.js';
export type { BootstrappedClient, BootstrappedClientOptions } from './create-bootstrapped-client.js';
export { readBootstrap } from './read-bootstrap.js';
export type { NoPageBootstrapReason, PageBootstrap, PageBootstrapResult } from './read-bootstrap.js';
export { watchFlags } from './flag-read.js';
export type { FlagRead } from './flag-read.js';
export type { BrowserClient, BrowserClientClass, BrowserClientOptions, BrowserUser } from './browser-client.js';
