import Link from 'next/link';
import type { ReactElement } from 'react';
import { getExperiment, StatsigBootstrap, StatsigExposures } from 'statsig-nodekit/next';

/**
 * A page without a provider: the server alone asks, and is told when the page is shown. For programs without React the values are in
 * a script. The link has its whole page fetched ahead.
 */
export default async function Basket(): Promise<ReactElement> {
  const color = (await getExperiment('button_color', { exposures: 'deferred' })).get('color', 'gray');
  return (
    <main>
      <h1>Basket</h1>
      <StatsigBootstrap flagsUsed={{ experiments: ['button_color'] }} />
      <StatsigExposures />
      <p id="color">{color}</p>
      <Link href="/kettles" prefetch={true}>
        Kettles
      </Link>
    </main>
  );
}
