import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Request } from 'express';
import { Statsig, type StatsigOptions } from 'statsig-nodekit';
import { onTestFinished } from 'vitest';
import { startStatsigServer, type StatsigServer } from '../../nestjs/support/statsig-server.js';

/** Express itself, as applications import it. */
export type ExpressModule = typeof express;

// It has no declarations of its own; those of version 5 hold for what is used here.
const express4: ExpressModule = createRequire(import.meta.url)('express4');

/** The majors of Express; every behaviour is tested on both. */
export const majors: readonly (readonly [name: string, module: ExpressModule])[] = [
  ['Express 4', express4],
  ['Express 5', express],
];

/** A client of a project with the gates of `nestSpecs`, the service that it speaks to, and what it said in its log. */
export interface RunningClient {
  readonly client: Statsig;
  readonly server: StatsigServer;
  readonly lines: string[];
}

/** Starts a client with its service; both end with the test. */
export async function startClient(options: StatsigOptions = {}): Promise<RunningClient> {
  const server = await startStatsigServer();
  const lines: string[] = [];
  const client = new Statsig('secret-express-test', {
    ...server.options,
    outputLoggerProvider: {
      warn: (tag, message) => lines.push(`${tag}: ${message}`),
      error: (tag, message) => lines.push(`${tag}: ${message}`),
    },
    ...options,
  });
  await client.initialize();
  onTestFinished(async () => void (await client.shutdown()));
  return { client, server, lines };
}

/** The user whom a request names in its query, for the `user` option. */
export function queriedUser(req: Request): { userID: string } {
  const { user } = req.query;
  return { userID: typeof user === 'string' ? user : '' };
}

/** An application that serves. */
export interface RunningApp {
  readonly server: Server;
  readonly url: string;
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  /** The body of a GET as text. */
  readonly text: (path: string, headers?: Record<string, string>) => Promise<string>;
  /** The body of a GET as JSON. */
  readonly json: (path: string, headers?: Record<string, string>) => Promise<unknown>;
}

/** Serves an application on this machine until the test is over. */
export async function serve(app: Express, host = '127.0.0.1'): Promise<RunningApp> {
  const server = await new Promise<Server>((resolve, reject) => {
    const starting = app.listen(0, host, (error?: Error) => (error === undefined ? resolve(starting) : reject(error)));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> => fetch(url + path, { headers });
  return {
    server,
    url,
    get,
    text: async (path, headers) => (await get(path, headers)).text(),
    json: async (path, headers) => (await get(path, headers)).json(),
  };
}
