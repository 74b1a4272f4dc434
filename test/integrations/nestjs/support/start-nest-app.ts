import type { AddressInfo } from 'node:net';
import type { INestApplication, LoggerService, ModuleMetadata } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { onTestFinished } from 'vitest';

/** The HTTP frameworks that Nest runs on; every behaviour is tested on both. */
export const adapters = ['express', 'fastify'] as const;
export type Adapter = (typeof adapters)[number];

export interface RunningNestApp {
  readonly app: INestApplication;
  readonly url: string;
  /** What the application said under the name `Statsig`, as `level: message`. */
  readonly log: string[];
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
}

export interface NestAppOptions extends ModuleMetadata {
  readonly adapter: Adapter;
  readonly prefix?: string;
  readonly trustProxy?: boolean;
}

/** Starts an application with real HTTP, closed when the test is over. */
export async function startNestApp({
  adapter,
  prefix,
  trustProxy = false,
  ...metadata
}: NestAppOptions): Promise<RunningNestApp> {
  @Module(metadata)
  class TestApp {}

  const log: string[] = [];
  const http = adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter({ trustProxy });
  if (http instanceof ExpressAdapter) http.set('trust proxy', trustProxy);
  const app = await NestFactory.create(TestApp, http, { logger: recordingLogger(log), abortOnError: false });
  if (prefix !== undefined) app.setGlobalPrefix(prefix);
  await app.listen(0, '127.0.0.1');
  onTestFinished(() => app.close());
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  return { app, url, log, get: (path, headers = {}) => fetch(url + path, { headers }) };
}

/** Keeps what is said under the name `Statsig` in `log`, as `level: message`. */
export function recordingLogger(log: string[]): LoggerService {
  const record =
    (level: string) =>
    (message: unknown, ...rest: unknown[]): void => {
      if (rest.at(-1) === 'Statsig') log.push(`${level}: ${String(message)}`);
    };
  return { log: record('log'), warn: record('warn'), error: record('error'), debug: record('debug') };
}
