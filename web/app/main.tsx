import '@fontsource-variable/geist/index.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/buttons.css';
import './styles/forms.css';
import './styles/overlays.css';
import './styles/people.css';
import './styles/toasts.css';
import './styles/brand.css';
import './styles/door.css';
import './styles/home.css';
import './styles/account.css';
import './styles/notice.css';
import './styles/notifications.css';
import { createRoot } from 'react-dom/client';
import { config } from 'zod/mini';
import { must } from '../../src/base/assert.ts';
import { App } from './app.tsx';
import { focusKeeper } from './focus/focus-keeper.ts';
import { nameTabKey } from './name-tab-key.ts';
import { installTrustedTypes } from './trusted-types.ts';

installTrustedTypes(window as object);

// zod compiles its checks with `new Function` where it can; trying that alone breaks the content security policy.
config({ jitless: true });

nameTabKey();
focusKeeper.start();
createRoot(must(document.getElementById('app'))).render(<App />);
