// @ts-check
// Keys: one table of what is bound, shown by "?". Nothing is taken from somebody who types.

/** @typedef {{keys: string, about: string, run: () => void}} Binding */

/** @type {Map<string, Binding>} */
const bound = new Map();
let prefix = '';
let prefixAt = 0;

/** @param {string} keys one key, or "g x" @param {string} about @param {() => void} run
 * @returns {() => void} unbinds */
export function bind(keys, about, run) {
  const binding = {keys, about, run};
  bound.set(keys, binding);
  return () => {
    if (bound.get(keys) === binding) {
      bound.delete(keys);
    }
  };
}

export function bindings() {
  return [...bound.values()];
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const typing = target.closest('input, select, textarea') !== null;
  if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== 'Escape')) {
    return;
  }
  if (event.key === 'Enter' && target.closest('a, button, summary') !== null) {
    return;
  }
  const both = prefix && performance.now() - prefixAt < 1500 ? `${prefix} ${event.key}` : event.key;
  prefix = '';
  if (event.key === 'g' && both === 'g') {
    prefix = 'g';
    prefixAt = performance.now();
    return;
  }
  if (typing) {
    target.blur();
  }
  const binding = bound.get(both);
  if (binding) {
    event.preventDefault();
    binding.run();
  }
}

export function startKeys() {
  document.addEventListener('keydown', pressed);
}
