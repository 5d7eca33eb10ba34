/** The charts of the overview, and the stretch of time that all of them show. */
import {announce, byId, say} from './dom.js';
import {compact, count, micros, now, share} from './format.js';
import {Chart} from './chart.js';
import {tagsIn, withGaps} from './samples.js';
import {ACTUATIONS, DROPS, HANDSHAKES, REGISTRATIONS, words} from './words.js';

/** Colours that colour-blind people can tell apart, too. After the last one they repeat, dashed. */
const GOOD = {accepted: '--c-blue', registered: '--c-blue', forwarded: '--c-green'};
const OTHERS = ['--c-orange', '--c-red', '--c-sky', '--c-pink', '--c-brown'];

const plain = (key, label, colour, value, more = {}) => ({key, label, colour, value, ...more});

/** A line for each outcome that occurred. An outcome keeps its colour. */
function outcomes(group, order, {bars = false, always = order[0]} = {}) {
  const styles = new Map();
  let others = 0;
  for (const tag of order) {
    styles.set(tag, GOOD[tag] && !bars ? {colour: GOOD[tag], dash: 0}
      : {colour: OTHERS[others % OTHERS.length], dash: Math.floor(others++ / OTHERS.length)});
  }
  return rows => tagsIn(rows, group, order, always).map(tag => plain(tag, words(tag), styles.get(tag)?.colour ?? '--quiet',
    sample => sample[group][tag] ?? 0, {dash: styles.get(tag)?.dash ?? 2, bars}));
}

const fixed = (...series) => () => series;
const counted = {format: count, axis: compact, whole: true};

const DEFINITIONS = [
  {id: 'connected', title: 'Devices connected', ...counted, least: 4, series: fixed(
    plain('devices', 'devices', '--c-blue', sample => sample.devices, {fill: '--c-blue-faint'}),
    plain('connections', 'connections', '--c-orange', sample => sample.connections, {dash: 2, width: 1}))},
  {id: 'registrations', title: 'Registrations', unit: 'a second', ...counted, sum: true, least: 4, series: outcomes('registrations', REGISTRATIONS)},
  {id: 'actuations', title: 'Actuations', unit: 'a second', ...counted, sum: true, least: 4, series: outcomes('actuations', ACTUATIONS)},
  {id: 'latency', title: 'Delivery', unit: 'actuation read to frame written', format: micros, axis: tick => micros(tick).replace(/\.0+ /, ' '), log: true, series: fixed(
    plain('p50', 'p50', '--c-blue', sample => sample.latency?.p50 ?? null, {width: 2}),
    plain('p90', 'p90', '--c-green', sample => sample.latency?.p90 ?? null),
    plain('p99', 'p99', '--c-orange', sample => sample.latency?.p99 ?? null),
    plain('p999', 'p99.9', '--c-red', sample => sample.latency?.p999 ?? null, {dash: 2, width: 1}))},
  {id: 'drops', title: 'Connections dropped', unit: 'a second', ...counted, sum: true, least: 4, series: outcomes('drops', DROPS, {bars: true, always: null})},
  {id: 'mailboxes', title: 'Actuations that wait', ...counted, least: 4, series: fixed(
    plain('messages', 'in all mailboxes', '--c-blue', sample => sample.mailbox.messages, {fill: '--c-blue-faint'}),
    plain('deepest', 'in the fullest', '--c-red', sample => sample.mailbox.deepest))},
  {id: 'handshakes', title: 'Handshakes', unit: 'a second', ...counted, sum: true, least: 4, series: outcomes('handshakes', HANDSHAKES)},
  {id: 'machine', title: 'CPU and heap', format: share, axis: share, least: 1, series: fixed(
    plain('cpu', 'CPU of all cores', '--c-blue', sample => sample.cpu, {fill: '--c-blue-faint'}),
    plain('heap', 'heap in use', '--c-orange', sample => (sample.heap.max > 0 ? sample.heap.used / sample.heap.max : null)))},
];

let charts = [];
let samples = null;
let seconds = 900;
let stopped = null;

export function start(source) {
  samples = source;
  charts = DEFINITIONS.map(definition => new Chart(definition, announce));
  byId('charts').append(...charts.map(chart => chart.element));
  byId('range').addEventListener('change', event => {
    seconds = Number(event.target.value);
    draw();
  });
  const button = byId('pause-charts');
  button.addEventListener('click', () => {
    stopped = stopped === null ? {at: now(), rows: samples.all().slice()} : null;
    button.setAttribute('aria-pressed', String(stopped !== null));
    say(button, stopped === null ? 'Pause' : 'Go on');
    byId('charts').classList.toggle('paused', stopped !== null);
    draw();
  });
  addEventListener('theme', () => charts.forEach(chart => chart.restyle()));
  document.addEventListener('visibilitychange', draw);
}

/** Draws the samples. Without a connection the time axis moves on, with a gap. */
export function draw() {
  if (document.hidden) {
    return;
  }
  const newest = samples.latest()?.at ?? 0;
  const to = stopped?.at ?? Math.max(newest, now() - 1500);
  const from = to - seconds * 1000;
  const rows = withGaps(stopped?.rows ?? samples.all(), from);
  for (const chart of charts) {
    chart.draw(rows, from, to);
  }
}
