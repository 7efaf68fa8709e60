import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';

/** The part of an OpenAPI document that the reference page shows. */
export interface ApiDescription {
  info: { title: string; version: string; description?: string };
  paths?: Record<string, Record<string, unknown>>;
  components?: { schemas?: Record<string, unknown> };
}

interface Operation {
  summary?: string;
  description?: string;
  tags?: string[];
  security?: unknown[];
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: Schema }> }>;
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** The API's reference as one page without scripts, generated from its OpenAPI document. */
export function referencePage(api: ApiDescription) {
  const groups = new Map<string, { method: string; path: string; operation: Operation }[]>();
  for (const [path, methods] of Object.entries(api.paths ?? {})) {
    for (const method of METHODS) {
      const operation = methods[method] as Operation | undefined;
      if (!operation) continue;
      const tag = operation.tags?.[0] ?? 'Other';
      groups.set(tag, [...(groups.get(tag) ?? []), { method, path, operation }]);
    }
  }
  const tags = [...groups.keys()];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${api.info.title}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<style>${raw(STYLE)}</style>
</head>
<body>
<nav aria-label="Sections"><strong>${api.info.title}</strong>
${tags.map((tag) => html`<a href="#${tag}">${tag}</a>`)}
<a href="/v1/openapi.json">OpenAPI document</a></nav>
<main><h1>${api.info.title}</h1><p>${api.info.description ?? ''}</p>
${tags.map(
  (tag) => html`<section id="${tag}"><h2>${tag}</h2>${(groups.get(tag) ?? []).map(operationBlock)}</section>`,
)}
</main></body></html>`;
}

/** The Content-Security-Policy of the page: its own style, the app's icon and nothing else. */
export function referencePolicy(): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  return `default-src 'none'; img-src 'self'; style-src 'sha256-${hash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;
}

function operationBlock({ method, path, operation }: { method: string; path: string; operation: Operation }) {
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  const parameters = operation.parameters ?? [];
  return html`<details><summary><b class="${method}">${method.toUpperCase()}</b> <code>${path}</code>
<span>${operation.summary ?? ''}${operation.security ? ' 🔒' : ''}</span></summary>
${operation.description ? html`<p>${operation.description}</p>` : ''}
${
  parameters.length > 0
    ? html`<h4>Parameters</h4><table>${parameters.map(
        (parameter) =>
          html`<tr><td><code>${parameter.name}</code></td><td>${parameter.in}${parameter.required ? ', required' : ''}</td><td><code>${typeText(parameter.schema)}</code></td></tr>`,
      )}</table>`
    : ''
}
${body ? html`<h4>Body</h4><pre>${typeText(body)}</pre>` : ''}
<h4>Answers</h4><table>${Object.entries(operation.responses ?? {}).map(([status, response]) => {
    const schema = Object.values(response.content ?? {})[0]?.schema;
    return html`<tr><td><code>${status === 'default' ? 'else' : status}</code></td><td>${response.description ?? ''}</td><td>${schema ? html`<pre>${typeText(schema)}</pre>` : ''}</td></tr>`;
  })}</table></details>`;
}

function typeText(schema: Schema | undefined, indent = ''): string {
  if (!schema) return 'any';
  if (schema.$ref) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const union = schema.anyOf ?? schema.oneOf;
  if (union) return union.map((member) => typeText(member, indent)).join(' | ');
  if (schema.allOf) return schema.allOf.map((member) => typeText(member, indent)).join(' & ');
  if (schema.properties) {
    const inner = `${indent}  `;
    const members = Object.entries(schema.properties).map(
      ([key, value]) =>
        `${inner}${key}${schema.required?.includes(key) ? '' : '?'}: ${typeText(value, inner)}`,
    );
    return `{\n${members.join('\n')}\n${indent}}`;
  }
  if (schema.items) return `${typeText(schema.items, indent)}[]`;
  return Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'any');
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#5b6570;--line:#d9dee4;--ground:#fff;--panel:#f6f8fa;--accent:#4355b9}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--soft:#9aa4b0;--line:#30363d;--ground:#0f1318;--panel:#171c22;--accent:#9aa8ff}}
*{box-sizing:border-box}body{margin:0;display:grid;grid-template-columns:15rem minmax(0,1fr);font:16px/1.55 system-ui,sans-serif;color:var(--ink);background:var(--ground)}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:2rem 1.25rem;background:var(--panel);border-right:1px solid var(--line);display:flex;flex-direction:column;gap:.5rem}
nav a{color:var(--soft);text-decoration:none}nav a:hover,nav a:focus{color:var(--accent)}main{padding:2rem 3rem 6rem;max-width:60rem}
h1{margin:0;font-size:1.9rem;letter-spacing:-.02em}h2{margin:3rem 0 .75rem;font-size:1.25rem}h4{margin:1rem 0 .25rem;color:var(--soft);font-size:.85rem}
details{border:1px solid var(--line);border-radius:.5rem;margin:.5rem 0;padding:0 1rem}summary{cursor:pointer;padding:.65rem 0;display:flex;flex-wrap:wrap;gap:.75rem;align-items:baseline}summary span{color:var(--soft)}
details[open]{padding-bottom:1rem;background:var(--panel)}b{font:600 .75rem/1.6 ui-monospace,monospace;min-width:3.5rem}.get{color:#0a7a3d}.post{color:var(--accent)}.put,.patch{color:#a05a00}.delete{color:#c0302b}
code,pre{font:.85rem/1.5 ui-monospace,monospace}pre{margin:0;overflow:auto;white-space:pre-wrap}table{width:100%;border-collapse:collapse}td{padding:.35rem .75rem .35rem 0;vertical-align:top;border-top:1px solid var(--line)}
@media(max-width:48rem){body{display:block}nav{position:static;height:auto}main{padding:1.5rem}}
`;
