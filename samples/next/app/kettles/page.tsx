import Link from 'next/link';
import type { ReactElement } from 'react';
import { checkGate, getUser, StatsigBootstrap } from 'statsig-nodekit/next';
import { StatsigBootstrapProvider } from 'statsig-nodekit/next/client';
import { BuyButton } from './buy-button';
import { buy } from './buy';

/**
 * The kettle, as the App Router renders it. Whether shipping is free is decided by the server alone, and is exposed when the page is
 * shown; the colour of the button is exposed by the browser.
 */
export default async function Kettles(): Promise<ReactElement> {
  const isFree = await checkGate('free_shipping', { exposures: 'deferred' });
  const { customIDs } = await getUser();
  return (
    <main>
      <h1>Enamel kettle, 1.5 litres</h1>
      <p id="shipping">Shipping: {isFree ? 'free' : '4.90'}</p>
      <p id="stable-id">{customIDs?.['stableID']}</p>
      <StatsigBootstrap
        provider={StatsigBootstrapProvider}
        exposures="deferred"
        flagsUsed={{ experiments: ['button_color'] }}
      >
        <BuyButton buy={buy} />
      </StatsigBootstrap>
      <Link href="/basket">Basket</Link>
    </main>
  );
}
