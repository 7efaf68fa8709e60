import type { Delta } from '../../ot/op.ts';
import { CALLOUTS } from '../blocks/model.ts';
import { escapeHtml } from './escape.ts';
import { type HtmlOptions, writeHtmlFragment } from './write.ts';

const STYLES = `
:root{color-scheme:light dark}
body{margin:0;font:17px/1.6 Georgia,"Times New Roman",serif;color:#1b1d21;background:#fff}
article{max-width:44rem;margin:0 auto;padding:3rem 1.25rem;overflow-wrap:break-word}
h1,h2,h3,h4,h5,h6{font-family:system-ui,sans-serif;line-height:1.25;margin:1.6em 0 .5em;break-after:avoid}
p,ul,ol,pre,blockquote,table,.callout{margin:0 0 1em}
li>ul,li>ol{margin-bottom:0}
li[data-checked]{list-style:none;margin-left:-1.4em}
blockquote{padding-left:1em;border-left:3px solid #c8ccd4;color:#555b66}
blockquote>:last-child,.callout>:last-child,td>:last-child,th>:last-child{margin-bottom:0}
.callout{padding:.8em 1em;border-left:4px solid #175cd3;background:#eef4fd;border-radius:4px}
.callout::before{display:block;font:600 .75em/1.6 system-ui,sans-serif}
${CALLOUTS.map((kind) => `.callout.${kind}:not([data-joined])::before{content:"${kind[0]?.toUpperCase()}${kind.slice(1)}"}`).join('')}
.callout.tip{border-color:#17724f;background:#ecf7f1}
.callout.warning{border-color:#b54708;background:#fdf3ea}
code{font:.9em/1.5 ui-monospace,Menlo,Consolas,monospace;background:#eff0f3;border-radius:3px;padding:.1em .25em}
pre{background:#f4f5f7;border-radius:6px;padding:.8em 1em;overflow-x:auto;white-space:pre-wrap;break-inside:avoid}
pre+pre[data-joined]{margin-top:-1em}
pre code{background:none;padding:0}
table{border-collapse:collapse;max-width:100%}
td,th{border:1px solid #c8ccd4;padding:.35em .6em;text-align:left;vertical-align:top}
th{background:#f4f5f7}
tr{break-inside:avoid}
img{max-width:100%;height:auto}
hr,.divider{border:0;border-top:1px solid #c8ccd4;margin:2em 0}
.divider,.page-break{display:block}
.page-break{break-after:page}
.mention{color:#175cd3}
.formula{font-family:ui-monospace,Menlo,Consolas,monospace}
.footnotes{margin-top:3em;border-top:1px solid #c8ccd4;font-size:.88em}
@media (prefers-color-scheme:dark){
body{color:#e4e6eb;background:#16181c}
.callout,.callout.tip,.callout.warning,code,pre,th{background:#23262c}
blockquote{color:#a5abb6}
[style*="background-color"]{color:#1b1d21}
}
@media print{article{max-width:none;padding:0}body{font-size:11pt}}
`.replaceAll('\n', '');

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data: https: http:";

/** A document as a page of HTML that needs nothing else: with its styles, and without scripts. */
export function writeHtmlPage(document: Delta, title: string, options: HtmlOptions = {}): string {
  return [
    '<!doctype html><html><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<title>${escapeHtml(title)}</title><style>${STYLES}</style></head>`,
    `<body><article>${writeHtmlFragment(document, options)}</article></body></html>`,
  ].join('\n');
}
