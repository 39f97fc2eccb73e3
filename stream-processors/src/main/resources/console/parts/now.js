// @ts-check
import {useEffect, useState} from '../preact.js';

/** The clock of this machine, every so often. @param {number} everyMs */
export function useNow(everyMs) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
