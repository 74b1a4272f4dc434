import { createHash, randomInt } from 'node:crypto';
import type { Request } from 'express';

/**
 * Who is visiting. A real application would sign its users in; this one believes `?user=` in the address. With `?random` everyone
 * is new, and otherwise visitors are told apart by a hash of their address, which stays the same over restarts.
 */
export function visitorID({ query, ip = '' }: Request): string {
  const { user, random } = query;
  if (typeof user === 'string' && user !== '') return user;
  if (random !== undefined) return `random-${randomInt(1_000_000)}`;
  return `visitor-${createHash('sha256').update(ip).digest('hex').slice(0, 8)}`;
}
