'use server';

import { checkGate, getUser, logEvent } from 'statsig-nodekit/next';

/** A server function: what it asks is exposed by the server, when it has answered. */
export async function buy(): Promise<string> {
  const checkout = (await checkGate('new_checkout')) ? 'on one page' : 'step by step';
  await logEvent('bought', { value: 'kettle' });
  return `${(await getUser()).userID ?? 'nobody'} checks out ${checkout}`;
}
