import { Controller, Get, Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Statsig } from 'statsig-nodekit';
import { provideByGate, StatsigDecoratorError, StatsigModule } from 'statsig-nodekit/nestjs';
import { describe, expect, it } from 'vitest';
import { nestSpecs } from './support/nest-specs.js';
import { adapters, startNestApp } from './support/start-nest-app.js';

abstract class Payments {
  abstract readonly label: string;
  abstract pay(amount: number): string;
}

const hooks: string[] = [];

@Injectable()
class NewPayments extends Payments implements OnModuleInit, OnApplicationShutdown {
  readonly #currency = 'EUR';
  readonly label = 'new';

  pay(amount: number): string {
    return `new ${amount} ${this.#currency}`;
  }

  onModuleInit(): void {
    hooks.push('init');
  }

  onApplicationShutdown(): void {
    hooks.push('shutdown');
  }
}

@Injectable()
class OldPayments extends Payments {
  readonly label: string = 'old';
  pay(amount: number): string {
    return `old ${amount}`;
  }
}

@Controller()
class Shop {
  static built = 0;
  readonly payments: Payments;

  constructor(@Inject(Payments) payments: Payments) {
    this.payments = payments;
    Shop.built += 1;
  }

  @Get('pay')
  pay(): unknown {
    return [this.payments.pay(7), this.payments.label, this.payments instanceof NewPayments, 'pay' in this.payments];
  }
}

const asAnn = { 'x-user-id': 'ann' };

describe.each(adapters)('provideByGate on %s', (adapter) => {
  it('chooses for each request, with one controller and one exposure', async () => {
    hooks.length = 0;
    Shop.built = 0;
    const client = new Statsig('secret-test', { bootstrapSpecs: nestSpecs(), disableNetwork: true });
    await client.initialize();
    let exposures = 0;
    client.subscribe('gate_evaluated', () => void (exposures += 1));
    const { app, get } = await startNestApp({
      adapter,
      imports: [
        StatsigModule.forRoot({
          client,
          user: ({ request }) => ({ userID: String(request.headers['x-user-id'] ?? '') }),
        }),
      ],
      controllers: [Shop],
      providers: [
        NewPayments,
        OldPayments,
        provideByGate(Payments, { gate: { all: ['open', 'for_ann'] }, on: NewPayments, off: OldPayments }),
      ],
    });
    expect(await (await get('/pay', asAnn)).json()).toEqual(['new 7 EUR', 'new', true, true]);
    expect(await (await get('/pay')).json()).toEqual(['old 7', 'old', false, true]);
    const people = Array.from({ length: 100 }, (_, index) => index % 2 === 0);
    const labels = await Promise.all(
      people.map(async (isAnn) => ((await (await get('/pay', isAnn ? asAnn : {})).json()) as unknown[])[1]),
    );
    expect(labels).toEqual(people.map((isAnn) => (isAnn ? 'new' : 'old')));
    expect(Shop.built).toBe(1);
    // Outside of a request nobody asks, and the one that is used otherwise answers.
    expect(app.get(Payments).pay(1)).toBe('old 1');
    await client.flushEvents();
    expect(exposures).toBe(2 * (2 + people.length));
    await app.close();
    expect(hooks).toEqual(['init', 'shutdown']);
    await client.shutdown();
  });
});

it('gives the same function each time, and writes to the one that answers', async () => {
  const provider = provideByGate('token', { gate: 'open', on: NewPayments, off: OldPayments });
  const old = new OldPayments();
  const standIn = provider.useFactory(new NewPayments(), old) as { pay: unknown; label: string };
  expect(standIn.pay).toBe(standIn.pay);
  standIn.label = 'renamed';
  expect(old.label).toBe('renamed');
  expect(await Promise.resolve(standIn)).toBe(standIn);
});

it('works for implementations that are frozen', () => {
  const provider = provideByGate('token', { gate: 'open', on: NewPayments, off: OldPayments });
  const standIn = provider.useFactory({}, Object.freeze({ pay: () => 'frozen' })) as { pay(): string };
  expect(standIn.pay()).toBe('frozen');
});

it('refuses what is written wrongly, while the program starts', () => {
  const loose = provideByGate as unknown as (...args: unknown[]) => unknown;
  expect(() => loose('token', { gate: 'a', on: NewPayments })).toThrow(StatsigDecoratorError);
  expect(() => loose('token', { gate: { any: [] }, on: NewPayments, off: OldPayments })).toThrow('gate');
  expect(() => loose('token', { gate: 'a', on: NewPayments, off: OldPayments, of: 1 })).toThrow('`of` is unknown');
});
