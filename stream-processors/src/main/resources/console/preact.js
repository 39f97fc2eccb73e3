// @ts-check
// The one place that names the foreign modules; everybody else takes these from here, with their types.
import * as core from './vendor/preact.js';
import * as hooks from './vendor/hooks.js';
import htm from './vendor/htm.js';

/** @typedef {any} Node What a component returns. */
/** @typedef {(() => void) | void} Cleanup */

/** @type {any} */
const anyCore = core;
/** @type {any} */
const anyHooks = hooks;

/** @type {(strings: TemplateStringsArray, ...values: any[]) => Node} */
export const html = /** @type {any} */ (htm).bind(anyCore.h);
/** @type {(node: Node, into: Element) => void} */
export const render = anyCore.render;
/** @type {<T>(initial: T | (() => T)) => [T, (next: T | ((before: T) => T)) => void]} */
export const useState = anyHooks.useState;
/** @type {(effect: () => Cleanup, inputs?: readonly any[]) => void} */
export const useEffect = anyHooks.useEffect;
/** @type {(effect: () => Cleanup, inputs?: readonly any[]) => void} */
export const useLayoutEffect = anyHooks.useLayoutEffect;
/** @type {<T>(initial: T) => {current: T}} */
export const useRef = anyHooks.useRef;
/** @type {<T>(make: () => T, inputs: readonly any[]) => T} */
export const useMemo = anyHooks.useMemo;
