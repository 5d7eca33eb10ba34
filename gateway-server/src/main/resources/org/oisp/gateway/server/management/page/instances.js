/** The instances of the cluster and their load. */
import {byId, el, fill, foreign, keyed, say} from './dom.js';
import {count, now, rate, share, span} from './format.js';

const COLUMNS = [['name', 'Instance'], ['state', 'State'], ['devices', 'Devices'], ['registrations', 'Registrations/s'],
  ['actuations', 'Actuations/s'], ['cpu', 'CPU'], ['up', 'Up for'], ['version', 'Version']];
const NUMBERS = new Set(['devices', 'registrations', 'actuations', 'cpu']);
const TONES = {alive: 'good', silent: 'warn', dead: 'bad', draining: 'warn'};
const MARKS = {alive: '●', silent: '◆', dead: '▲', draining: '◆'};

let rows = null;
let known = null;
let health = null;

/** The health of the servers that this instance depends on. */
export function setHealth(data) {
  const before = health;
  health = data;
  if (known && (before?.redis.state !== data.redis.state || before?.database.state !== data.database.state)) {
    setCluster(known);
  }
}

/** Whether this instance has no others: Redis is not configured. */
export const isAlone = () => health?.redis.state === 'off';

/** Why no other instance can be asked. */
export const whyAlone = () =>
  health?.redis.state === 'off' ? 'Redis is not used.' : health?.redis.state === 'down' ? 'Redis is down.' : 'Redis has not answered.';


export function setCluster(cluster) {
  known = cluster;
  rows ??= table(byId('instances'));
  say(byId('instances-note'), cluster.scope === 'cluster'
    ? (cluster.instances.length === 1 ? 'one in the cluster' : cluster.instances.length + ' in the cluster')
    : 'Only this instance can be asked: ' + whyAlone());
  const most = {};
  for (const key of NUMBERS) {
    most[key] = key === 'cpu' ? 1 : Math.max(1, ...cluster.instances.map(instance => figure(instance, key) ?? 0));
  }
  keyed(rows, cluster.instances, instance => instance.name, row, (tr, instance) => update(tr, instance, most));
}

function table(parent) {
  const body = el('tbody', {role: 'rowgroup'});
  fill(parent, el('table', {role: 'table', class: 'stacks', 'aria-labelledby': 'instances-title'},
    el('thead', {role: 'rowgroup'}, el('tr', {role: 'row'}, ...COLUMNS.map(([key, label]) =>
      el('th', {role: 'columnheader', scope: 'col', class: NUMBERS.has(key) ? 'number' : null}, label)))),
    body));
  return body;
}

function row(instance) {
  return el('tr', {role: 'row'}, ...COLUMNS.map(([key, label]) => key === 'name'
    ? el('th', {role: 'rowheader', scope: 'row'}, foreign(instance.name), instance.self ? el('span', {class: 'badge'}, 'this one') : null)
    : NUMBERS.has(key)
      ? el('td', {role: 'cell', 'data-label': label, class: 'number'}, el('span'), el('meter', {min: 0, max: 1, 'aria-hidden': 'true'}))
      : el('td', {role: 'cell', 'data-label': label})));
}

function figure(instance, key) {
  return {devices: instance.devices, registrations: instance.registrationsPerSecond, actuations: instance.actuationsPerSecond, cpu: instance.cpu}[key];
}

function update(tr, instance, most) {
  COLUMNS.forEach(([key], index) => {
    const cell = tr.children[index];
    if (NUMBERS.has(key)) {
      const value = figure(instance, key);
      say(cell.firstChild, key === 'cpu' ? share(value) : key === 'devices' ? count(value) : rate(value));
      cell.lastChild.value = (value ?? 0) / most[key];
      cell.lastChild.hidden = value === null || value === undefined;
    } else if (key === 'state') {
      if (instance.self && instance.state === 'alive' && health?.database.state === 'down') {
        // It is alive, and cannot do its work.
        cell.dataset.tone = 'bad';
        say(cell, MARKS.dead + ' not ready');
        cell.title = 'The database is down: no device can register here.';
        return;
      }
      cell.title = '';
      cell.dataset.tone = TONES[instance.state] ?? 'quiet';
      const quietFor = instance.state === 'silent' && instance.beat !== null ? ' for ' + span(now() - instance.beat) : '';
      say(cell, (MARKS[instance.state] ?? '○') + ' ' + instance.state + quietFor);
    } else if (key === 'up') {
      say(cell, instance.started === null ? '–' : span(now() - instance.started));
    } else if (key === 'version') {
      say(cell, instance.version ?? '–');
    }
  });
}
