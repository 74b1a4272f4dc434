import { type ReactElement, Suspense } from 'react';
import { checkGate, getStatsig, StatsigBootstrap, StatsigExposures } from 'statsig-nodekit/next';

async function Shipping(): Promise<ReactElement> {
  const isOpen = await checkGate('everyone', { exposures: 'server' });
  const { user } = await getStatsig();
  return (
    <p id="shipping">
      {user.userID} {isOpen ? 'free' : '4.90'}
    </p>
  );
}

/** A shell for everybody, with parts for the visitor. */
export default function Kettle(): ReactElement {
  return (
    <main>
      <h1>Kettle</h1>
      <Suspense fallback={<p>…</p>}>
        <Shipping />
        <StatsigBootstrap form="data" />
        <StatsigExposures />
      </Suspense>
    </main>
  );
}
