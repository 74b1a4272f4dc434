import { EventEmitter } from 'node:events';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { refuseOpenFields } from './field-resolvers.js';
import { rememberUpgrades } from './handshakes.js';
import { bindMessageHandlers, type MessageHandlers } from './message-handlers.js';

/** Has the messages of an application pass `StatsigModule`, which provides it: nothing else needs to ask for it. */
@Injectable()
export class MessageBinding implements OnModuleInit {
  readonly #handlers: MessageHandlers;
  readonly #adapterHost: HttpAdapterHost;
  readonly #modules: ModulesContainer;

  /** @throws StatsigDecoratorError when a gate of a message redirects, which only answers of HTTP can */
  constructor(
    @Inject(ModulesContainer) modules: ModulesContainer,
    @Inject(HttpAdapterHost) adapterHost: HttpAdapterHost,
  ) {
    // Now, because Nest looks for guards and interceptors as soon as everything is constructed.
    this.#handlers = bindMessageHandlers(modules);
    this.#adapterHost = adapterHost;
    this.#modules = modules;
  }

  /** @throws StatsigDecoratorError when a gate stands where GraphQL was not told to run guards */
  onModuleInit(): void {
    refuseOpenFields(this.#modules, this.#handlers.fieldResolvers);
    // Nobody else's server is listened to: where nothing takes an upgrade, a listener would keep it from being refused.
    if (!this.#handlers.usesUpgrades) return;
    const server: unknown = this.#adapterHost.httpAdapter?.getHttpServer();
    if (server instanceof EventEmitter) rememberUpgrades(server);
  }
}
