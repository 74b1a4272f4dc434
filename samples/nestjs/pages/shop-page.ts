import { escapeHtml, pageOf, userQuery } from './html.js';

/** What a page shows: the colour of its button, and whom it is for. */
export interface PageProps {
  readonly color: string;
  readonly userID: string;
  readonly email: string;
}

/** The front page. It follows a change of the project within seconds, by looking up `/answers`. */
export function shopPage({ color, userID, email }: PageProps): string {
  const query = escapeHtml(userQuery({ userID, email }));
  const body = `
<header>
  <h1>The Kettle Shop</h1>
  <span class="who">Shopping as <code>${escapeHtml(userID)}</code>${email === '' ? '' : ` (${escapeHtml(email)})`}</span>
</header>

<section class="card product">
  ${kettle}
  <div>
    <h2>Enamel kettle, 1.5 litres</h2>
    <p class="note">Boils water, whistles when done. Its button is coloured by the experiment <code>button_color</code>.</p>
    <p class="price">€ 39</p>
    <button class="button" id="sign-up">Sign up &amp; buy</button>
    <p class="note" id="signed-up" role="status">&nbsp;</p>
  </div>
</section>

<section class="card">
  <h2>Decided for you</h2>
  <dl>
    <dt><code>button_color</code></dt><dd id="button-color">…</dd>
    <dt><code>new_checkout</code></dt><dd id="new-checkout">…</dd>
  </dl>
  <p class="note"><a href="/checkout/new${query}">/checkout/new</a> does not exist for those whom the gate keeps out.
    Edit the project file: this page follows within seconds.</p>
</section>

<section>
  <p class="note">Be someone else:</p>
  <nav>
    ${['ann', 'ben', 'cleo', 'qa-7'].map((name) => `<a href="/?user=${name}">${name}</a>`).join('\n    ')}
    <a href="/?user=eve&amp;email=eve@kettle.example">eve, of the staff</a>
    <a href="/?random">someone random</a>
    <a href="/">your address</a>
  </nav>
</section>

<script type="module">
  const query = ${scriptText(userQuery({ userID, email }))};
  const byId = (id) => document.getElementById(id);

  byId('sign-up').addEventListener('click', async () => {
    const response = await fetch('/signup' + query, { method: 'POST' });
    const { signedUp } = await response.json();
    byId('signed-up').textContent = 'Logged visited_signup for ' + signedUp + '.';
  });

  async function showAnswers() {
    const { buttonColor, newCheckout } = await (await fetch('/answers' + query)).json();
    document.documentElement.style.setProperty('--accent', buttonColor.value);
    byId('button-color').textContent =
      buttonColor.value + ' · group ' + (buttonColor.group ?? 'none') + ' · ' + buttonColor.reason;
    byId('new-checkout').textContent = (newCheckout.value ? 'on' : 'off') + ' · rule ' + newCheckout.rule + ' · ' + newCheckout.reason;
  }
  // A shop that has closed meanwhile is no news: the page stays as it is and asks again.
  const follow = () => showAnswers().catch(() => {}).finally(() => setTimeout(follow, 2000));
  follow();
</script>`;
  return pageOf({ color, body });
}

const kettle = `<svg viewBox="0 0 200 180" role="img" aria-label="A kettle">
    <path d="M52 66 C52 18 148 18 148 66" fill="none" stroke="#1d2430" stroke-width="9" stroke-linecap="round"/>
    <path d="M142 92 L184 70 L178 98 L150 128 Z" class="accent"/>
    <path d="M36 150 C28 96 56 66 100 66 C144 66 172 96 164 150 Z" class="accent"/>
    <ellipse cx="100" cy="67" rx="36" ry="8" fill="#1d2430"/>
    <circle cx="100" cy="54" r="8" fill="#1d2430"/>
    <rect x="30" y="148" width="140" height="14" rx="7" fill="#1d2430"/>
    <path d="M62 132 C60 108 70 92 84 86" fill="none" stroke="#fff" stroke-opacity=".55" stroke-width="7" stroke-linecap="round"/>
  </svg>`;

/** A string literal that stays one inside a `<script>` element, whatever the text. */
function scriptText(text: string): string {
  return JSON.stringify(text).replaceAll('<', '\\u003c');
}
