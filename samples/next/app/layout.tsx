import type { ReactElement, ReactNode } from 'react';

/** The same for everybody, so that pages below it may be static. */
export default function Layout({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
