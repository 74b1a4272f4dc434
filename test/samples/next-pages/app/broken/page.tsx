import { type ReactElement, Suspense } from 'react';
import { checkGate } from 'statsig-nodekit/next';

async function Stock(): Promise<ReactElement> {
  // Late enough that the page has begun to be sent.
  await new Promise((resolve) => setTimeout(resolve, 50));
  throw new Error('The stock cannot be counted.');
}

/** A page that fails while it is sent. */
export default async function Broken(): Promise<ReactElement> {
  const isFree = await checkGate('free_shipping', { exposures: 'server' });
  return (
    <Suspense fallback={<p>…</p>}>
      <p>{String(isFree)}</p>
      <Stock />
    </Suspense>
  );
}
