/** What happened at this instance, newest first: by kind, and to be held still. */
import {byId, el, fill, foreign, say} from './dom.js';
import {clock, moment} from './format.js';
import {deviceHash} from './route.js';
import {KINDS, toneOf, words} from './words.js';

const KEPT = 600;
const SHOWN = 150;
/** Ends of connections that belong to a day like any other. */
const EXPECTED = new Set(['taken_over', 'shutdown']);
const ALARMING = {dropped: 'warn', lost: 'warn', refused: 'warn'};

let entries = [];
let paused = false;
let waiting = 0;
const hidden = new Set();

export function start() {
  fill(byId('kinds'), ...Object.entries(KINDS).map(([kind, label]) =>
    el('button', {type: 'button', 'aria-pressed': 'true', 'data-kind': kind, onclick: event => toggle(kind, event.currentTarget)}, label)));
  byId('pause-news').addEventListener('click', () => {
    paused = !paused;
    waiting = 0;
    drawPause();
    if (!paused) {
      draw();
    }
  });
  draw();
  drawHappenings([]);
}

function toggle(kind, button) {
  if (hidden.has(kind)) {
    hidden.delete(kind);
  } else {
    hidden.add(kind);
  }
  button.setAttribute('aria-pressed', String(!hidden.has(kind)));
  draw();
}

/** The journal, newest first: in place of what was there before the connection was lost. */
export function setJournal(list) {
  const last = list.length > 0 ? list.at(-1).at : Infinity;
  entries = [...list, ...entries.filter(entry => entry.at < last)].slice(0, KEPT);
  if (!paused) {
    draw();
  }
}

/** What is new, oldest first, and how many the gateway has left out. */
export function add(list, leftOut) {
  const fresh = list.slice().reverse();
  if (leftOut > 0 && list.length > 0) {
    fresh.push({at: list[0].at, leftOut});
  }
  entries = [...fresh, ...entries].slice(0, KEPT);
  if (paused) {
    waiting += list.length + leftOut;
    drawPause();
    return;
  }
  const box = byId('news');
  if (box.firstElementChild?.tagName !== 'OL') {
    draw();
    return;
  }
  const rows = box.firstElementChild;
  rows.prepend(...fresh.filter(isShown).map(entry => line(entry)));
  while (rows.children.length > SHOWN) {
    rows.lastElementChild.remove();
  }
}

const isShown = entry => entry.leftOut > 0 || !hidden.has(entry.kind);

function drawPause() {
  const button = byId('pause-news');
  button.setAttribute('aria-pressed', String(paused));
  say(button, paused ? 'Go on' + (waiting > 0 ? ' (' + waiting + ' new)' : '') : 'Pause');
}

function draw() {
  const shown = entries.filter(isShown).slice(0, SHOWN);
  if (shown.some(entry => entry.kind)) {
    fill(byId('news'), el('ol', {class: 'lines'}, ...shown.map(entry => line(entry))));
    return;
  }
  fill(byId('news'), el('p', {class: 'empty'}, entries.length > 0
    ? 'Nothing of the kinds that are chosen above.'
    : 'Nothing has happened yet. Connect a device, for example with ./gateway device, and it is said here.'));
}

/** What happened to the system, so that no storm of devices washes it away. */
export function drawHappenings(marks) {
  fill(byId('happenings'), marks.length === 0
    ? el('p', {class: 'quiet'}, 'Nothing: database, Redis and Kafka have answered whenever they were needed, as far back as is remembered.')
    : el('ol', {class: 'lines'}, ...marks.map(mark => el('li', {'data-tone': mark.tone === 'note' ? 'quiet' : mark.tone},
      el('time', {datetime: new Date(mark.at).toISOString(), class: 'numbers', title: moment(mark.at)}, clock(mark.at)), foreign(mark.text)))));
}

/** One entry. A device's view leaves the device out, and says the instance if there are several. */
export function line(entry, {ofDevice = false, withInstance = false} = {}) {
  if (entry.leftOut) {
    return el('li', {class: 'left-out'}, '… and ' + entry.leftOut + ' more, left out here');
  }
  const tone = entry.kind === 'system' ? toneOf(entry.outcome) : EXPECTED.has(entry.outcome) ? null : ALARMING[entry.kind] ?? null;
  const subject = ofDevice ? null
    : entry.account && entry.device
      ? el('a', {class: 'subject clip', href: deviceHash(entry.account, entry.device), title: entry.device + ' of ' + entry.account}, foreign(entry.device))
      : el('span', {class: 'subject clip'}, entry.device ? foreign(entry.device) : entry.kind === 'system' ? 'gateway' : 'unknown');
  return el('li', {'data-tone': tone},
    el('time', {datetime: new Date(entry.at).toISOString(), class: 'numbers'}, clock(entry.at)),
    el('span', {class: 'kind', title: entry.outcome ? words(entry.outcome) : null}, KINDS[entry.kind] ?? entry.kind),
    subject,
    el('span', {class: 'text'}, foreign(entry.text), entry.peer ? el('span', {class: 'quiet numbers'}, ' ' + entry.peer) : null,
      withInstance ? el('span', {class: 'quiet'}, ' at ', foreign(entry.instance)) : null));
}
