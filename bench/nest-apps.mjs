import 'reflect-metadata';

/**
 * Nest applications that answer as those of `http-apps.mjs` do, on one of its two platforms. Written with decorators called as
 * functions, because nothing compiles the benchmark.
 */
export const nestApps = (createAdapter) => ({
  bare: async () => {
    const { Controller, Get, Headers, Module } = await import('@nestjs/common');
    class Answers {
      answer(user) {
        return { isOn: user === '' };
      }
    }
    parameter(Headers('x-user'), Answers, 'answer', 0);
    method(Get(), Answers, 'answer');
    Controller()(Answers);
    // oxlint-disable-next-line no-extraneous-class -- a module of Nest is a class
    return serve(Module, { controllers: [Answers] }, createAdapter);
  },
  ours: async ({ client, gate }) => {
    const { Controller, Get, Module } = await import('@nestjs/common');
    const { Gate, StatsigModule } = await import('statsig-nodekit/nestjs');
    class Answers {
      answer(isOn) {
        return { isOn };
      }
    }
    parameter(Gate(gate), Answers, 'answer', 0);
    method(Get(), Answers, 'answer');
    Controller()(Answers);
    // oxlint-disable-next-line no-extraneous-class -- a module of Nest is a class
    const user = ({ request }) => ({ userID: request.headers['x-user'] });
    return serve(Module, { imports: [StatsigModule.forRoot({ client, user })], controllers: [Answers] }, createAdapter);
  },
  official: async ({ client, StatsigUser, gate }) => {
    const { Controller, Get, Injectable, Inject, Module, Req } = await import('@nestjs/common');
    class Users {
      use(request, _response, next) {
        request.statsigUser = new StatsigUser({
          userID: request.headers['x-user'],
          ip: request.ip ?? request.socket.remoteAddress,
          userAgent: request.headers['user-agent'],
          locale: request.headers['accept-language']?.split(',')[0],
        });
        next();
      }
    }
    Injectable()(Users);
    class Answers {
      constructor(official) {
        this.official = official;
      }
      answer(request) {
        return { isOn: this.official.checkGate((request.raw ?? request).statsigUser, gate) };
      }
    }
    Inject('STATSIG')(Answers, undefined, 0);
    parameter(Req(), Answers, 'answer', 0);
    method(Get(), Answers, 'answer');
    Controller()(Answers);
    const configure = (consumer) => consumer.apply(Users).forRoutes('{*splat}');
    const metadata = { providers: [{ provide: 'STATSIG', useValue: client }], controllers: [Answers] };
    return serve(Module, metadata, createAdapter, configure);
  },
});

function method(decorator, type, name) {
  decorator(type.prototype, name, Object.getOwnPropertyDescriptor(type.prototype, name));
}

function parameter(decorator, type, name, index) {
  decorator(type.prototype, name, index);
}

async function serve(Module, metadata, createAdapter, configure) {
  const { NestFactory } = await import('@nestjs/core');
  function App() {}
  if (configure !== undefined) App.prototype.configure = configure;
  Module(metadata)(App);
  const app = await NestFactory.create(App, await createAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  return app.getHttpServer();
}
