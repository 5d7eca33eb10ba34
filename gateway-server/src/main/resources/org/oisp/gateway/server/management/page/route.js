/** Which view is shown, by the address's hash: it can be reloaded, kept and sent to a colleague. */

/** {view: 'overview' | 'devices' | 'device', parameters, account, id} */
export function current() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?', 2);
  const parts = path.split('/').map(decode);
  const parameters = new URLSearchParams(query);
  if (parts[0] === 'devices') {
    return {view: 'devices', parameters};
  }
  if (parts[0] === 'device' && parts[1] && parts[2]) {
    return {view: 'device', account: parts[1], id: parts[2], parameters};
  }
  return {view: 'overview', parameters};
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const deviceHash = (account, id) => '#/device/' + encodeURIComponent(account) + '/' + encodeURIComponent(id);

export function devicesHash(parameters) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value)).toString();
  return '#/devices' + (query ? '?' + query : '');
}
