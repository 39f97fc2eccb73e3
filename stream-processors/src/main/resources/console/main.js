// @ts-check
import {html, render} from './preact.js';
import {startKeys} from './state/keys.js';
import {startStream} from './state/live.js';
import {startLocation} from './state/location.js';
import {startTheme} from './state/settings.js';
import {Shell} from './views/shell.js';

startTheme();
startLocation();
startKeys();
startStream();
render(html`<${Shell} />`, /** @type {Element} */ (document.getElementById('console')));

// For who looks in from outside, as the tests do: what was told, and up to where.
export {position, told, totals} from './state/live.js';
