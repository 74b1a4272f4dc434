import Link from 'next/link';
import type { ReactElement } from 'react';

/** A page that knows no flags: it is made when the application is built. */
export default function About(): ReactElement {
  return (
    <main>
      <h1>About us</h1>
      <Link href="/gifts">Gifts</Link>
    </main>
  );
}
