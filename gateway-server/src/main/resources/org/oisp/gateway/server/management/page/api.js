/** The gateway's API. */

const PATIENCE = 10_000;

/** An error whose message tells the operator what went wrong. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const get = path => ask(path, {});

export const post = (path, body) =>
  ask(path, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)});

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, {...options, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE)});
  } catch (failed) {
    throw new ApiError(0, failed.name === 'TimeoutError'
      ? 'The gateway has not answered within ' + PATIENCE / 1000 + ' s.'
      : 'The gateway cannot be reached.');
  }
  let body = null;
  try {
    body = await answer.json();
  } catch {
    // Reported below.
  }
  if (!answer.ok) {
    throw new ApiError(answer.status, sentence(body?.error ?? 'the gateway answered ' + answer.status));
  }
  if (body === null) {
    throw new ApiError(answer.status, 'The answer was not understood.');
  }
  return body;
}

const sentence = text => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');

/** The API's path of an actuation. */
export const actuationPath = id => '/api/actuations/' + encodeURIComponent(id);

/** The API's path of the newest actuations for a device that were posted to this instance. */
export const actuationsPath = (account, id) => '/api/actuations?' + new URLSearchParams({account, id});

/** The API's path of a device, or of its events. A browser resolves "." and ".." in a path, also percent-encoded ones. */
export function devicePath(account, id, part = '') {
  return id === '.' || id === '..'
    ? '/api/device' + part + '?' + new URLSearchParams({account, id})
    : '/api/devices/' + encodeURIComponent(account) + '/' + encodeURIComponent(id) + part;
}
