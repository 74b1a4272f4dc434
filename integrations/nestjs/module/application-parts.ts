import type { Provider, Type } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { bootstrapController } from './bootstrap.controller.js';
import { mountClientProxy } from './client-proxy-mount.js';
import { MessageBinding } from '../messages/message-binding.js';
import { OpenApiNotes } from '../gates/openapi-notes.js';
import { StatsigHealthIndicator } from '../service/statsig-health.indicator.js';
import type { StatsigModuleExtras, StatsigModuleOptions } from './statsig-module-options.js';
import type { StatsigService } from '../service/statsig.service.js';
import { CHECKED_OPTIONS, OWN_SERVICE } from './statsig.tokens.js';

/** Nothing asks for it: Nest makes each provider when the application is put together. */
const clientProxy = Symbol.for('statsig-nodekit.nestjs.client-proxy');

/** What a module does for its application beyond the routes that ask it: messages, documents, health, and what browsers ask. */
export const applicationParts: readonly Provider[] = [
  MessageBinding,
  OpenApiNotes,
  StatsigHealthIndicator,
  {
    provide: clientProxy,
    inject: [CHECKED_OPTIONS, OWN_SERVICE, HttpAdapterHost],
    useFactory: (options: StatsigModuleOptions, service: StatsigService, host: HttpAdapterHost): void => {
      const given = options.clientProxy ?? undefined;
      // A test may have replaced the service by an object with few methods.
      if (given !== undefined && service.takesRequests) mountClientProxy(host, { ...given, client: service.client });
    },
  },
];

/** The controllers of a module. */
export function controllersOf({ bootstrapPath }: StatsigModuleExtras, clientName: string): Type[] {
  return (bootstrapPath ?? '') === '' ? [] : [bootstrapController(String(bootstrapPath), clientName)];
}
