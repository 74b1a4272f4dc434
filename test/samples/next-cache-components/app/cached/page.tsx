import { type ReactElement, Suspense } from 'react';
import { checkGate } from 'statsig-nodekit/next';

async function cachedPrice(isOpen: boolean): Promise<string> {
  'use cache';
  return isOpen ? '15' : '20';
}

async function wronglyCachedPrice(): Promise<string> {
  'use cache';
  return (await checkGate('everyone')) ? '15' : '20';
}

async function Price(): Promise<ReactElement> {
  const price = await cachedPrice(await checkGate('everyone'));
  const refused = await wronglyCachedPrice().catch((error: unknown) => String(error));
  return (
    <p id="price">
      {price} {refused}
    </p>
  );
}

/** Answers go into cached functions as arguments. */
export default function Cached(): ReactElement {
  return (
    <Suspense fallback={<p>…</p>}>
      <Price />
    </Suspense>
  );
}
