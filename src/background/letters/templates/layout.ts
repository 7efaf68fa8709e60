import { html, raw } from 'hono/html';

/** A mail before it is laid out: plain text throughout, and only addresses of our own. */
export interface Page {
  language: string;
  product: string;
  heading: string;
  paragraphs: readonly string[];
  quote: string | null;
  lines: readonly { text: string; url: string }[];
  action: { label: string; url: string; hint: string } | null;
  notes: readonly string[];
  footer: readonly { text: string; url?: string }[];
}

/** The HTML part. Everything is escaped; there is no way to insert markup. */
export function htmlPart(page: Page): string {
  const { language, product, heading, paragraphs, quote, lines, action, notes, footer } = page;
  return String(html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${heading}</title>
<style>${raw(DARK)}</style>
</head>
<body class="ground" style="${raw(STYLE.body)}">
<div style="${raw(STYLE.preview)}">${paragraphs[0] ?? quote ?? lines[0]?.text ?? ''}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="ground" style="${raw(STYLE.ground)}"><tr><td align="center" style="padding:32px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px">
<tr><td class="soft" style="${raw(STYLE.product)}">${product}</td></tr>
<tr><td class="card" style="${raw(STYLE.card)}">
<h1 class="ink" style="${raw(STYLE.heading)}">${heading}</h1>
${paragraphs.map((text) => html`<p class="ink" style="${raw(STYLE.paragraph)}">${text}</p>`)}
${quote === null ? '' : html`<blockquote class="quote" style="${raw(STYLE.quote)}">${broken(quote)}</blockquote>`}
${
  lines.length === 0
    ? ''
    : html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0">${lines.map(
        ({ text, url }) =>
          html`<tr><td class="line" style="${raw(STYLE.line)}"><a class="ink" href="${url}" style="${raw(STYLE.lineLink)}">${text}</a></td></tr>`,
      )}</table>`
}
${
  action === null
    ? ''
    : html`<table role="presentation" cellpadding="0" cellspacing="0" style="margin:24px 0 4px"><tr><td class="button" style="${raw(STYLE.button)}"><a class="label" href="${action.url}" style="${raw(STYLE.label)}">${action.label}</a></td></tr></table>
<p class="soft" style="${raw(STYLE.small)}">${action.hint}<br><a class="link" href="${action.url}" style="${raw(STYLE.address)}">${action.url}</a></p>`
}
${notes.map((text) => html`<p class="soft" style="${raw(STYLE.small)}">${text}</p>`)}
</td></tr>
<tr><td class="soft" style="${raw(STYLE.footer)}">${footer.map(({ text, url }, i) => html`${i > 0 ? raw('<br>') : ''}${url === undefined ? text : html`<a class="soft" href="${url}" style="${raw(STYLE.footerLink)}">${text}</a>`}`)}</td></tr>
</table></td></tr></table>
</body></html>`);
}

/** The text part, with the same content. */
export function textPart(page: Page): string {
  const { product, heading, paragraphs, quote, lines, action, notes, footer } = page;
  const blocks = [
    heading,
    ...paragraphs,
    quote === null ? '' : quote.replace(/^/gm, '> '),
    ...lines.map(({ text, url }) => `- ${text}\n  ${url}`),
    action === null ? '' : `${action.label}:\n${action.url}`,
    ...notes,
    '-- ',
    [product, ...footer.map(({ text, url }) => (url === undefined ? text : `${text}: ${url}`))].join('\n'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function broken(text: string) {
  return text.split('\n').map((line, i) => html`${i > 0 ? raw('<br>') : ''}${line}`);
}

const FONT = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";
const STYLE = {
  body: 'margin:0;padding:0;background:#f4f5f7;',
  ground: 'background:#f4f5f7;',
  preview: 'display:none;max-height:0;overflow:hidden;opacity:0;',
  product: `${FONT}font-size:15px;font-weight:600;color:#5b6570;padding:0 4px 12px;`,
  card: 'background:#ffffff;border:1px solid #dfe3e8;border-radius:12px;padding:32px;',
  heading: `${FONT}font-size:22px;line-height:1.3;font-weight:650;color:#1b1f24;margin:0 0 16px;overflow-wrap:anywhere;`,
  paragraph: `${FONT}font-size:16px;line-height:1.55;color:#1b1f24;margin:0 0 14px;overflow-wrap:anywhere;`,
  quote: `${FONT}font-size:16px;line-height:1.55;color:#1b1f24;background:#f4f5f7;border-left:3px solid #4355b9;border-radius:4px;margin:4px 0 16px;padding:12px 16px;overflow-wrap:anywhere;`,
  line: 'border-top:1px solid #dfe3e8;padding:12px 0;',
  lineLink: `${FONT}font-size:16px;line-height:1.5;color:#1b1f24;text-decoration:none;overflow-wrap:anywhere;`,
  button: 'background:#4355b9;border-radius:8px;',
  label: `${FONT}display:inline-block;font-size:16px;font-weight:600;color:#ffffff;text-decoration:none;padding:12px 22px;`,
  small: `${FONT}font-size:13px;line-height:1.5;color:#5b6570;margin:16px 0 0;overflow-wrap:anywhere;`,
  address: 'color:#4355b9;overflow-wrap:anywhere;word-break:break-all;',
  footer: `${FONT}font-size:13px;line-height:1.6;color:#5b6570;padding:16px 4px 0;`,
  footerLink: 'color:#5b6570;',
};
// Clients that support it follow the reader's own setting; all others stay light.
const DARK = `@media (prefers-color-scheme:dark){
.ground{background:#0f1318!important}.card{background:#171c22!important;border-color:#30363d!important}
.ink{color:#e6e9ed!important}.soft{color:#9aa4b0!important}.link{color:#9aa8ff!important}
.quote{background:#0f1318!important;color:#e6e9ed!important;border-left-color:#9aa8ff!important}.line{border-top-color:#30363d!important}
.button{background:#9aa8ff!important}.label{color:#0f1318!important}}`;
