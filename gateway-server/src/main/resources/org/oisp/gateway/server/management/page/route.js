/** Which view is shown, by the address's hash: it can be reloaded, kept and sent to a colleague. */

/** {view: 'overview' | 'devices' | 'device', parameters, account, id} */
export function current() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?', 2);
  const parts = path.split('/').map(decode);
  const parameters = new URLSearchParams(query);
  // Somebody who writes the address by hand writes it as the API has it, perhaps with a slash in the id.
  if ((parts[0] === 'device' || parts[0] === 'devices') && parts[1] && parts.length > 2 && parts.slice(2).join('/') !== '') {
    return {view: 'device', account: parts[1], id: parts.slice(2).join('/'), parameters};
  }
  if (parts[0] === 'devices' || parts[0] === 'device') {
    return {view: 'devices', parameters};
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
