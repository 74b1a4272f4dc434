import type { ReactElement } from 'react';
import { checkGate, getUser, StatsigBootstrap } from 'statsig-nodekit/next';
import { StatsigBootstrapProvider } from 'statsig-nodekit/next/client';
import { OpenSign } from './open-sign';

/** What the server asks and tells, and what a component of the browser reads of it. */
export default async function Page(): Promise<ReactElement> {
  const isOpen = await checkGate('everyone', { exposures: 'server' });
  const { userID, customIDs } = await getUser();
  return (
    <main>
      <h1>{isOpen ? `open for ${userID}` : 'closed'}</h1>
      <p id="stable-id">{customIDs?.['stableID']}</p>
      <StatsigBootstrap provider={StatsigBootstrapProvider} flagsUsed={{ gates: ['everyone'] }}>
        <OpenSign />
      </StatsigBootstrap>
    </main>
  );
}
