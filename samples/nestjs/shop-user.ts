import { createHash, randomInt } from 'node:crypto';
import type { StatsigUserFields } from 'statsig-nodekit';
import type { RequestLike, UserContext } from 'statsig-nodekit/nestjs';

/** What is read of Express's request. */
interface ShopRequest extends RequestLike {
  readonly query?: Readonly<Record<string, unknown>>;
}

/**
 * Who is shopping. A real shop would sign its users in; this one believes the header `x-user-id`, or `?user=` and
 * `?email=` in the address. With `?random` everyone is new, and otherwise visitors are told apart by their address.
 *
 * The address and the browser (`ip`, `userAgent`, `locale`) are in the user already; only what is known better is given.
 */
export function shopUser({ request, defaults, type, data }: UserContext<ShopRequest>): StatsigUserFields {
  // Our own services say for whom they ask.
  if (type === 'rpc') return { userID: String(Reflect.get(Object(data), 'userID') ?? '') };
  const { query = {} } = request;
  const email = textOf(query['email']);
  const userID = textOf(request.headers['x-user-id']) ?? textOf(query['user']) ?? visitorID(query, defaults.ip);
  return email === undefined ? { userID } : { userID, email };
}

function visitorID(query: Readonly<Record<string, unknown>>, ip = ''): string {
  if ('random' in query) return `random-${randomInt(1_000_000)}`;
  // A hash that stays the same over restarts, so that a visitor keeps the colour of the button.
  return `visitor-${createHash('sha256').update(ip).digest('hex').slice(0, 8)}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
