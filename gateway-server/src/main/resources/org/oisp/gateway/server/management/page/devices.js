/** The list of devices. The gateway searches it page by page, so 20,000 devices are no more work than fifty. */
import {get} from './api.js';
import {byId, el, fill, foreign, keyed, say} from './dom.js';
import {ago, bytes, count, moment, now, span} from './format.js';
import {isAlone, whyAlone} from './instances.js';
import {deviceHash, devicesHash} from './route.js';
import {tokenOf} from './device-words.js';

const PAGE = 50;
const EVERY = 10_000;
const SOON = 1500;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const COLUMNS = ['Device', 'State', 'Account', 'Instance', 'Since', 'Last heard', 'Token ends', 'Mailbox'];

let wanted = {};
/** The cursors of the pages before this one and of this one; the first page has none. */
let cursors = [null];
let following = null;
let open = false;
let asked = 0;
let timer = 0;
let rows = null;
let total = null;

export function start() {
  const form = byId('search');
  form.addEventListener('submit', event => {
    event.preventDefault();
    search();
  });
  form.elements.state.addEventListener('change', search);
  form.elements.instance.addEventListener('change', search);
  byId('next').addEventListener('click', () => {
    cursors.push(following);
    load(true);
  });
  byId('previous').addEventListener('click', () => {
    cursors.pop();
    load(true);
  });
}

function search() {
  const {state, id, account, instance} = byId('search').elements;
  const hash = devicesHash({state: state.value === 'connected' ? '' : state.value, id: id.value.trim(), account: account.value.trim(), instance: instance.value});
  if (hash === location.hash) {
    load();
  } else {
    location.hash = hash;
  }
}

/** Shows the list that the address asks for. */
export function show(parameters) {
  open = true;
  const asks = {state: parameters.get('state') ?? 'connected', id: parameters.get('id') ?? '', account: parameters.get('account') ?? '', instance: parameters.get('instance') ?? ''};
  if (JSON.stringify(asks) !== JSON.stringify(wanted)) {
    wanted = asks;
    cursors = [null];
  }
  const form = byId('search').elements;
  addInstance(asks.instance);
  for (const [name, value] of Object.entries(asks)) {
    form[name].value = value;
  }
  load();
}

export function hide() {
  open = false;
  clearTimeout(timer);
}

/** The address of the list that a device was opened from. */
export const hash = () => devicesHash({...wanted, state: wanted.state === 'connected' ? '' : wanted.state});

export function setCluster(cluster) {
  cluster.instances.forEach(instance => addInstance(instance.name));
}

function addInstance(name) {
  const select = byId('search').elements.instance;
  if (![...select.options].some(option => option.value === name)) {
    select.append(el('option', {value: name}, name));
  }
}

/** Devices have connected or disconnected: requests the page again soon, once for all of them. */
export function hear(entries) {
  if (open && entries.some(entry => ['registered', 'gone', 'dropped'].includes(entry.kind))) {
    later(SOON);
  }
}

let due = Infinity;

function later(ms) {
  if (Date.now() + ms < due) {
    due = Date.now() + ms;
    clearTimeout(timer);
    timer = setTimeout(() => {
      due = Infinity;
      // The list is not shown.
      if (document.hidden) {
        later(EVERY);
      } else {
        load();
      }
    }, ms);
  }
}

async function load(turned = false) {
  clearTimeout(timer);
  due = Infinity;
  const mine = ++asked;
  if (wanted.account && !UUID.test(wanted.account)) {
    return tell('An account is a UUID, such as c4715841-bb1e-4c87-ad78-2376fe596a11.');
  }
  if (wanted.state !== 'connected' && !wanted.account) {
    return tell('Devices that are not connected are listed by account: name one above.');
  }
  let page;
  try {
    page = await get('/api/devices?' + query());
  } catch (failed) {
    if (mine === asked && open) {
      tell(failed.message);
      later(EVERY);
    }
    return;
  }
  if (mine === asked && open) {
    draw(page);
    if (turned) {
      byId('devices-title').scrollIntoView({block: 'nearest'});
    }
    later(EVERY);
  }
}

function query() {
  const ask = {limit: PAGE};
  if (wanted.state !== 'all') ask.connected = wanted.state === 'connected';
  for (const name of ['id', 'account', 'instance']) {
    if (wanted[name]) ask[name] = wanted[name];
  }
  if (cursors.at(-1)) ask.cursor = cursors.at(-1);
  return new URLSearchParams(ask);
}

function tell(text) {
  rows = null;
  total = null;
  following = null;
  pager(0);
  say(byId('devices-note'), '');
  fill(byId('device-list'), el('p', {class: 'empty'}, text));
}

function draw(page) {
  following = page.next;
  total = page.total;
  pager(page.devices.length);
  const note = page.incomplete.length > 0 ? 'Devices may be missing, because these instances have not answered: ' + page.incomplete.join(', ')
    : page.scope === 'instance' ? 'Devices of this instance only: ' + whyAlone() : '';
  say(byId('devices-note'), note);
  if (page.devices.length === 0 && !page.next) {
    tell(cursors.length > 1 ? 'There are no more devices.' : wanted.id || wanted.account || wanted.instance || wanted.state !== 'connected'
      ? 'No device matches. A part of the id is enough; upper and lower case are the same.'
      : page.scope === 'instance' && !isAlone() ? 'No device is connected to this instance. Devices of other instances are not known.'
        : 'No device is connected. Start one, for example with ./gateway device, and it appears here.');
    say(byId('devices-note'), note);
    byId('previous').disabled = cursors.length === 1;
    return;
  }
  rows ??= table();
  keyed(rows, page.devices, device => device.accountId + '/' + device.deviceId, row, update);
}

function pager(size) {
  byId('previous').disabled = cursors.length === 1;
  byId('next').disabled = following === null;
  say(byId('page'), size === 0 && following === null ? '' : 'Page ' + cursors.length + ', ' + count(size) + (size === 1 ? ' device' : ' devices')
    + (total === null || total === undefined ? '' : ' of ' + count(total)) + (following === null ? ', the last' : ''));
}

function table() {
  const body = el('tbody', {role: 'rowgroup'});
  fill(byId('device-list'), el('table', {role: 'table', class: 'stacks devices', 'aria-labelledby': 'devices-title'},
    el('thead', {role: 'rowgroup'}, el('tr', {role: 'row'}, ...COLUMNS.map(name => el('th', {role: 'columnheader', scope: 'col', class: name === 'Mailbox' ? 'number' : null}, name)))), body));
  body.addEventListener('click', event => {
    // A click anywhere in the row opens the device; keyboard and middle click use its link. Selecting text opens nothing.
    const link = event.target.closest('tr')?.querySelector('a');
    if (link && !event.target.closest('a') && getSelection().isCollapsed) {
      location.hash = link.hash;
    }
  });
  return body;
}

function row(device) {
  return el('tr', {role: 'row'},
    el('th', {role: 'rowheader', scope: 'row', class: 'clip', title: device.deviceId}, el('a', {href: deviceHash(device.accountId, device.deviceId)}, foreign(device.deviceId))),
    ...COLUMNS.slice(1).map(name => el('td', {role: 'cell', 'data-label': name, class: name === 'Mailbox' ? 'number' : name === 'Account' || name === 'Instance' ? 'clip' : null}, el('span'))));
}

function update(tr, device) {
  const here = device.connected === true;
  const token = here ? tokenOf(device) : [null];
  const cells = [
    [device.connected === null ? '○ not known' : here ? '● connected' : '◆ not connected', here ? 'good' : 'quiet'],
    [device.accountId, null, device.accountId],
    [here ? device.instance : '–', null, here ? device.instance : null],
    [here ? moment(Date.parse(device.since)) : '–', null],
    [here ? ago(Date.parse(device.lastHeard)) : '–', null],
    [!here ? '–' : device.tokenEnds === null ? 'never' : token[0] === 'bad' ? '▲ has ended' : (token[0] === 'warn' ? '◆ ' : '') + 'in ' + span(Date.parse(device.tokenEnds) - now()), token[0] === 'note' ? null : token[0]],
    [!here ? '–' : device.mailbox.messages === 0 ? '0' : '◆ ' + count(device.mailbox.messages) + ', ' + bytes(device.mailbox.bytes), here && device.mailbox.messages > 0 ? 'warn' : null],
  ];
  cells.forEach(([text, tone, title], index) => {
    const cell = tr.children[index + 1];
    say(cell.firstChild, text);
    cell.dataset.tone = tone ?? '';
    if (title) {
      cell.title = title;
    }
  });
}
