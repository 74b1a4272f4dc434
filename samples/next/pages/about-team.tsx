import type { ReactElement } from 'react';

/** What staff see at `/about`. For others it is not found at its own address. */
export default function AboutTeam(): ReactElement {
  return (
    <main>
      <h1>About the team</h1>
    </main>
  );
}
