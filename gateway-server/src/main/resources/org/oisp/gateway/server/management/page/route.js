/** The view that the address's hash names, so a view can be reloaded, bookmarked and shared. */

/** {view: 'overview' | 'devices' | 'device', parameters, account, id} */
export function current() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?', 2);
  const parts = path.split('/').map(decode);
  const parameters = new URLSearchParams(query);
  // An address written by hand may have the API's form, with a slash in the id.
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
