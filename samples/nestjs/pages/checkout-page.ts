import { escapeHtml, pageOf, userQuery } from './html.js';
import type { PageProps } from './shop-page.js';

/** The checkout on one page, for those whom the gate `new_checkout` lets through. */
export function checkoutPage({ color, userID, email, head }: PageProps & { readonly head: string }): string {
  const body = `
<header>
  <h1>The Kettle Shop</h1>
  <span class="who">Paying as <code>${escapeHtml(userID)}</code></span>
</header>

<section class="card">
  <h2>One-page checkout</h2>
  <p class="note">You see this because the gate <code>new_checkout</code> is on for you.</p>
  <dl>
    <dt>1 × Enamel kettle</dt><dd>€ 39</dd>
    <dt>Delivery</dt><dd>free</dd>
    <dt>Total</dt><dd><strong>€ 39</strong></dd>
  </dl>
  <p><a class="button" href="/${escapeHtml(userQuery({ userID, email }))}">Pay and go back</a></p>
</section>`;
  return pageOf({ color, head, body });
}
