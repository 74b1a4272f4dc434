import Link from 'next/link';
import type { ReactElement } from 'react';
import { getExperiment, StatsigBootstrap } from 'statsig-nodekit/next';

/** A page whose values are in a plain script, for programs without React. Links to it are fetched ahead. */
export default async function Basket(): Promise<ReactElement> {
  const color = (await getExperiment('button_color')).get('color', 'gray');
  return (
    <main>
      <h1>Basket</h1>
      <StatsigBootstrap flagsUsed={{ experiments: ['button_color'] }} />
      <p id="color">{color}</p>
      <Link href="/kettles">Kettles</Link>
    </main>
  );
}
