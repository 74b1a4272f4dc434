import { useGateValue } from '@statsig/react-bindings';
import Link from 'next/link';
import type { ReactElement } from 'react';
import { withStatsigServerSideProps } from 'statsig-nodekit/next/pages';
import { visitor } from '../visitor';

export const getServerSideProps = withStatsigServerSideProps(undefined, {
  user: visitor,
  flagsUsed: { gates: ['everyone'] },
});

/** A page that carries other flags than the one before. */
export default function Teas(): ReactElement {
  return (
    <main>
      <h1>Teas</h1>
      <p id="new">{useGateValue('everyone') ? 'with samples' : 'without samples'}</p>
      <Link href="/">Kettle</Link>
    </main>
  );
}
