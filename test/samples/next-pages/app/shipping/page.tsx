import { redirect } from 'next/navigation';
import type { ReactElement } from 'react';
import { checkGate } from 'statsig-nodekit/next';

/** A page that leads elsewhere. */
export default async function Shipping(): Promise<ReactElement> {
  if (!(await checkGate('free_shipping', { exposures: 'server' }))) redirect('/basket');
  return <p>free</p>;
}
