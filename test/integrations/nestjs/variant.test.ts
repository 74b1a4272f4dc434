import { Controller, Get, Query, Res } from '@nestjs/common';
import { StatsigDecoratorError, StatsigModule, Variant } from 'statsig-nodekit/nestjs';
import { describe, expect, it } from 'vitest';
import { nestSpecs } from './support/nest-specs.js';
import { adapters, startNestApp } from './support/start-nest-app.js';

@Controller()
class Checkout {
  readonly #shop = 'shop';

  @Get('group')
  @Variant('button_color', { TREATMENT: 'onePage', control: 'cart' })
  cart(@Query('q') q: string): string {
    return `cart ${q} ${this.#shop}`;
  }

  async onePage(q: string): Promise<string> {
    return Promise.resolve(`one page ${q} ${this.#shop}`);
  }

  @Get('param')
  @Variant('button_color', { red: 'onePage' }, { param: 'color' })
  byParam(): string {
    return 'other color';
  }

  @Get('unknown')
  @Variant('unknown', { treatment: 'onePage' })
  unknown(): string {
    return 'itself';
  }

  @Get('nested')
  nested(): string {
    return this.cart('nested');
  }
}

const module = StatsigModule.forRoot({
  sdkKey: 'secret-test',
  options: { bootstrapSpecs: nestSpecs(), disableNetwork: true },
  user: async ({ request }) => Promise.resolve({ userID: String(request.headers['x-user-id'] ?? '') }),
});

describe.each(adapters)('@Variant on %s', (adapter) => {
  it('lets the group choose the method, on the same object', async () => {
    const { get } = await startNestApp({ adapter, imports: [module], controllers: [Checkout] });
    const texts = async (path: string): Promise<string[]> =>
      Promise.all(['ann', 'bob'].map(async (id) => (await get(path, { 'x-user-id': id })).text()));
    expect(await texts('/group?q=1')).toEqual(['one page 1 shop', 'cart 1 shop']);
    expect(await texts('/param')).toEqual(['one page undefined shop', 'other color']);
    expect(await texts('/unknown')).toEqual(['itself', 'itself']);
    expect(await texts('/nested')).toEqual(['one page nested shop', 'cart nested shop']);
  });
});

it('runs the method itself outside of requests', () => {
  expect(new Checkout().cart('outside')).toBe('cart outside shop');
});

describe('written wrongly', () => {
  const loose = Variant as unknown as (...args: unknown[]) => (...decorated: unknown[]) => void;

  it.each<[string, readonly unknown[], string]>([
    ['no method', ['exp', { treatment: 'missing' }], 'names the handler "missing", which is no method of the class'],
    ['no groups', ['exp', {}], 'needs the name of a method for each group'],
    ['no names', ['exp', { treatment: 7 }], 'needs the name of a method for each group'],
    ['no experiment', ['', { treatment: 'other' }], '@Variant got the name ""'],
    ['a wrong option', ['exp', { treatment: 'other' }, { params: 'x' }], '`params` is unknown (did you mean `param`?)'],
    ['an injected response', ['exp', { treatment: 'other' }], 'cannot hand over to another handler'],
  ])('%s: refused while the program starts', (_case, args, message) => {
    class Shop {
      method(@Res() _response: unknown): void {}
      other(): void {}
    }
    const act = (): void =>
      loose(...args)(Shop.prototype, 'method', Object.getOwnPropertyDescriptor(Shop.prototype, 'method'));
    expect(act).toThrow(StatsigDecoratorError);
    expect(act).toThrow(message);
  });
});
