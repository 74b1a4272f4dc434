import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type MicroserviceOptions, Transport } from '@nestjs/microservices';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { WsAdapter } from '@nestjs/platform-ws';
import { AppModule } from './app.module.js';

/** A shop that is open. */
export interface RunningShop {
  readonly app: INestApplication;
  readonly url: string;
}

/** Where to open the shop. */
export interface ShopOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  /**
   * Whether Nest closes the shop at SIGINT and SIGTERM, so that the last events are delivered before the process ends.
   * Without, whoever starts it calls `app.close()`.
   */
  readonly shutdownHooks: boolean;
  /** Where other services ask for prices. Without, they cannot. */
  readonly servicePort?: number;
}

/** Opens the shop, on this machine only. Rejects when the port is in use. */
export async function startShop({ port, shutdownHooks, servicePort }: ShopOptions): Promise<RunningShop> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: ['log', 'warn', 'error'] });
  app.useWebSocketAdapter(new WsAdapter(app));
  if (shutdownHooks) app.enableShutdownHooks();
  if (servicePort !== undefined) {
    const options = { host: '127.0.0.1', port: servicePort };
    app.connectMicroservice<MicroserviceOptions>({ transport: Transport.TCP, options });
    await app.startAllMicroservices();
  }
  await app.listen(port, '127.0.0.1');
  const { port: actualPort } = app.getHttpServer().address() as AddressInfo;
  return { app, url: `http://127.0.0.1:${actualPort}` };
}
