// @ts-check
// The URL is the state of every view: #/path/of/parts?name=value. Nothing secret is ever in it.

/** @typedef {{path: string[], params: Record<string, string>}} Route */

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What a hash says; anything is a route. @param {string} hash @returns {Route} */
export function parseRoute(hash) {
  const [path, query = ''] = hash.replace(/^#?\/?/, '').split(/\?(.*)/s);
  const params = /** @type {Record<string, string>} */ ({});
  for (const [name, value] of new URLSearchParams(query)) {
    if (value !== '') {
      params[name] = value;
    }
  }
  return {
    path: path
      .split('/')
      .filter(part => part !== '')
      .map(decoded),
    params,
  };
}

/** The hash of a route; parameters that say nothing are left out. @param {string[]} path
 * @param {Record<string, string | number | null | undefined>} [params] */
export function href(path, params = {}) {
  const query = new URLSearchParams();
  for (const name of Object.keys(params).sort()) {
    const value = params[name];
    if (value !== null && value !== undefined && value !== '') {
      query.set(name, String(value));
    }
  }
  const text = query.toString();
  return `#/${path.map(encodeURIComponent).join('/')}${text ? `?${text}` : ''}`;
}

/** A path of the API with its parameters; what says nothing is left out. @param {string[]} path
 * @param {Record<string, string | number | null | undefined>} [params] */
export function apiPath(path, params = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== '') {
      query.set(name, String(value));
    }
  }
  const text = query.toString();
  return `${path.map(encodeURIComponent).join('/')}${text ? `?${text}` : ''}`;
}
