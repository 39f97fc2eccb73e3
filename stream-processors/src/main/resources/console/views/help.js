// @ts-check
import {html, useEffect, useRef} from '../preact.js';
import {bindings} from '../state/keys.js';

/** @param {{onClose: () => void}} props */
export function Help({onClose}) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return html`<dialog ref=${dialog} onClose=${onClose} aria-labelledby="help-title">
    <h2 id="help-title">Keys</h2>
    <dl class="keys">${bindings()
      .sort((a, b) => a.keys.length - b.keys.length)
      .map(
        each => html`<div key=${each.keys}>
      <dt><kbd>${each.keys}</kbd></dt><dd>${each.about}</dd></div>`,
      )}</dl>
    <p class="dim">The address of every view holds all of its state: copy it to share what you see.</p>
    <form method="dialog"><button class="primary">Close</button></form></dialog>`;
}
