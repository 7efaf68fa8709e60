import { html, raw } from 'hono/html';
import type { KeptMail } from '../platform/mail/local-mail.ts';

/** A page without scripts that lists kept mails and shows one in a frame that can only be looked at. */
export function devMailPage(mails: readonly KeptMail[], shown: KeptMail | null) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mails</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<style>${raw(STYLE)}</style>
</head>
<body>
<nav aria-label="Mails"><h1>Mails</h1>
<p>Nothing is delivered while the app runs locally. <a href="/dev/mail">Look again</a></p>
<ol>${mails.map(
    (
      mail,
    ) => html`<li><a href="/dev/mail?id=${mail.id}"${mail.id === shown?.id ? raw(' aria-current="true"') : ''}>
<b>${mail.subject}</b><span>${mail.to}</span><time datetime="${mail.at}">${mail.at.slice(0, 19).replace('T', ' ')} · ${mail.kind}</time></a></li>`,
  )}</ol></nav>
<main>${
    shown === null
      ? html`<p>${mails.length === 0 ? 'No mail yet.' : 'Choose a mail.'}</p>`
      : html`<h2>${shown.subject}</h2><p>to ${shown.to}</p>
${Object.entries(shown.headers).map(([name, value]) => html`<p><code>${name}: ${value}</code></p>`)}
<iframe title="The mail" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${shown.html}"></iframe>
<h3>As text</h3><pre>${linked(shown.text)}</pre>`
  }</main></body></html>`;
}

/**
 * The page's Content-Security-Policy: no scripts, no requests except for the app's icon, only frames of its own
 * making. A mail styles itself, so inline styles are allowed; they can load nothing from elsewhere.
 */
export function devMailPolicy(): string {
  return "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
}

function linked(text: string) {
  return text
    .split(/(https?:\/\/\S+)/)
    .map((part, i) => (i % 2 === 1 ? html`<a href="${part}" rel="noreferrer">${part}</a>` : html`${part}`));
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#5b6570;--line:#d9dee4;--ground:#fff;--panel:#f6f8fa;--accent:#4355b9}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--soft:#9aa4b0;--line:#30363d;--ground:#0f1318;--panel:#171c22;--accent:#9aa8ff}}
*{box-sizing:border-box}body{margin:0;display:grid;grid-template-columns:22rem minmax(0,1fr);font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground)}
nav{position:sticky;top:0;height:100vh;overflow:auto;background:var(--panel);border-right:1px solid var(--line)}nav h1{margin:1.25rem 1.25rem 0;font-size:1.25rem}nav p{margin:.25rem 1.25rem 1rem;color:var(--soft);font-size:.85rem}
a{color:var(--accent)}ol{list-style:none;margin:0;padding:0}li a{display:block;padding:.7rem 1.25rem;border-top:1px solid var(--line);color:inherit;text-decoration:none}li a:hover,li a:focus-visible,li a[aria-current]{background:var(--ground)}
li b,li span,li time{display:block;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}li b{font-weight:600}li span,li time{color:var(--soft);font-size:.85rem}
main{padding:1.5rem 2rem 4rem;min-width:0}h2{margin:0;font-size:1.35rem}main p{margin:.2rem 0;color:var(--soft)}iframe{width:100%;height:44rem;margin:1rem 0;border:1px solid var(--line);border-radius:.5rem;background:#fff}
code,pre{font:.85rem/1.5 ui-monospace,monospace;overflow-wrap:anywhere}pre{margin:0;padding:1rem;background:var(--panel);border:1px solid var(--line);border-radius:.5rem;white-space:pre-wrap}h3{font-size:.9rem;color:var(--soft)}
@media(max-width:48rem){body{display:block}nav{position:static;height:auto;max-height:40vh}main{padding:1rem}}
`;
