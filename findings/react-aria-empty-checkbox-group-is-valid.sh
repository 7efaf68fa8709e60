#!/usr/bin/env bash
# react-aria-components 1.22.1: a CheckboxGroup that is required, and whose `validate` finds a fault in an empty choice,
# keeps its Form from being sent only while it contains a Checkbox. While its boxes load, or a filter leaves none of them,
# the form is sent, and its FieldError shows nothing.
#
# Why: with native validation the group has no field of its own. It gives its fault to the hidden inputs of its boxes, and
# without a box no input is there that the browser could find invalid.
#
# Seen with react-aria-components 1.22.1, react 19.3.1, jsdom 26.1.0 (and in Chromium), Node 24, on 2026-11-30:
#   two boxes: sent 0 times, the fault is shown
#   no boxes:  sent 1 times, the fault is not shown
# Exits 1 when that changes.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund react@19.3.1 react-dom@19.3.1 react-aria-components@1.22.1 jsdom@26.1.0
cat > try.mjs <<'JS'
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('<!doctype html>', { pretendToBeVisual: true, url: 'http://localhost/' });
for (const name of Object.getOwnPropertyNames(window)) {
  if (!(name in globalThis)) globalThis[name] = window[name];
}
Object.assign(globalThis, { window, IS_REACT_ACT_ENVIRONMENT: true });
const { createElement, act } = await import('react');
const { createRoot } = await import('react-dom/client');
const { Checkbox, CheckboxGroup, FieldError, Form } = await import('react-aria-components');

async function send(name, boxes) {
  let sent = 0;
  const host = document.body.appendChild(document.createElement('div'));
  const root = createRoot(host);
  const group = {
    'aria-label': 'Documents',
    value: [],
    isRequired: true,
    validate: (chosen) => (chosen.length > 0 ? null : 'Choose one.'),
  };
  const form = createElement(
    Form,
    {
      onSubmit: (event) => {
        event.preventDefault();
        sent++;
      },
    },
    createElement(
      CheckboxGroup,
      group,
      ...boxes.map((value) => createElement(Checkbox, { key: value, value }, value)),
      createElement(FieldError),
    ),
    createElement('button', { type: 'submit' }, 'Send'),
  );
  await act(() => root.render(form));
  await act(() => host.querySelector('button').click());
  const shown = host.textContent.includes('Choose one.');
  console.log(`${name}: sent ${sent} times, the fault is ${shown ? '' : 'not '}shown`);
  await act(() => root.unmount());
  return `${sent} ${shown}`;
}

const seen = [await send('two boxes', ['a', 'b']), await send('no boxes ', [])];
process.exit(seen.join() === '0 true,1 false' ? 0 : 1);
JS
node try.mjs
