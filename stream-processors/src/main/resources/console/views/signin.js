// @ts-check
import {html, useState} from '../preact.js';
import {Problem, askJson} from '../state/api.js';
import {signIn, token} from '../state/session.js';
import {Title} from '../parts/fields.js';

/** The API demands a token: it is asked for, tried, and kept for this tab. */
export function SignIn() {
  const [said, say] = useState(token.value === null ? '' : 'The API does not take this token.');
  const submit = async (/** @type {any} */ event) => {
    event.preventDefault();
    const entered = event.target.elements.token.value.trim();
    // A header holds visible ASCII only.
    if (!/^[!-~]+$/.test(entered)) {
      say('A token has no blanks and no letters beyond ASCII.');
      return;
    }
    say('asking…');
    signIn(entered);
    try {
      await askJson('segments?limit=1');
      say('');
    } catch (error) {
      say(
        error instanceof Problem && error.status === 401
          ? 'The API does not take this token.'
          : `The API did not answer: ${error instanceof Error ? error.message : error}`,
      );
    }
  };
  return html`<${Title} title="Sign in" />
    <form class="signin" onSubmit=${submit}>
      <p>This API demands its token, the value of <code>api.token</code>. It is kept for this tab alone, and sent as a
        header, never in an address.</p>
      <label for="token">Token</label>
      <input id="token" name="token" type="password" autocomplete="off" required />
      <button class="primary">Sign in</button>
      <p class="notice" role="alert">${said}</p>
    </form>`;
}
