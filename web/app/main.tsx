import '@fontsource-variable/geist/index.css';
import '../ui/styles/tokens.css';
import '../ui/styles/base.css';
import '../ui/styles/buttons.css';
import '../ui/styles/forms.css';
import '../ui/styles/overlays.css';
import '../ui/styles/people.css';
import '../ui/styles/toasts.css';
import '../ui/styles/brand.css';
import '../ui/styles/door.css';
import '../ui/styles/home.css';
import '../ui/styles/rows.css';
import '../ui/styles/account.css';
import '../ui/styles/notice.css';
import '../ui/styles/notifications.css';
import { createRoot } from 'react-dom/client';
import { config } from 'zod/mini';
import { must } from '../../src/base/assert.ts';
import { focusKeeper } from '../ui/focus/focus-keeper.ts';
import { nameTabKey } from '../ui/name-tab-key.ts';
import { installTrustedTypes } from '../ui/trusted-types.ts';
import { App } from './app.tsx';

installTrustedTypes(window as object);

// zod compiles its checks with `new Function` where possible; the attempt alone violates the content security policy.
config({ jitless: true });

nameTabKey();
focusKeeper.start();
createRoot(must(document.getElementById('app'))).render(<App />);
