import type { ReactElement } from 'react';
import { checkGate } from 'statsig-nodekit/next';

export const dynamic = 'force-static';

/** Rendered once for everybody, and not allowed to be so, but for one address. */
export default async function Frozen({ params }: { params: Promise<{ slug: string }> }): Promise<ReactElement> {
  const { slug } = await params;
  return <p id="answer">{String(await checkGate('everyone', { allowStatic: slug === 'allowed' }))}</p>;
}
