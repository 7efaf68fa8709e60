import '@fontsource-variable/geist/index.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/pages.css';
import { createRoot } from 'react-dom/client';
import { config } from 'zod/mini';
import { must } from '../../src/base/assert.ts';
import { App } from './app.tsx';

// zod compiles its checks with `new Function` where it can; trying that alone breaks the content security policy.
config({ jitless: true });

createRoot(must(document.getElementById('app'))).render(<App />);
