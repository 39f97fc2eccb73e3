// @ts-check
// A value that components watch.
import {useEffect, useState} from '../preact.js';

/** @template T */
export class Cell {
  /** @param {T} value */
  constructor(value) {
    this.value = value;
    /** @type {Set<(value: T) => void>} */
    this.watchers = new Set();
  }

  /** @param {T} value */
  set(value) {
    if (value !== this.value) {
      this.value = value;
      this.watchers.forEach(watcher => watcher(value));
    }
  }

  /** @param {(value: T) => void} watcher @returns {() => void} ends it */
  watch(watcher) {
    this.watchers.add(watcher);
    return () => {
      this.watchers.delete(watcher);
    };
  }
}

/**
 * The value of a cell, in a component.
 * @template T
 * @param {Cell<T>} cell @returns {T}
 */
export function useCell(cell) {
  const [value, set] = useState(cell.value);
  useEffect(() => {
    set(() => cell.value);
    return cell.watch(next => set(() => next));
  }, [cell]);
  return value;
}
