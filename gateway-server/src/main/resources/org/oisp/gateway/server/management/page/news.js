/** The news of this instance, newest first. The viewer chooses their kinds, and can pause them. */
import {byId, el, fill, foreign, keyed, say} from './dom.js';
import {clock, count, moment, span} from './format.js';
import {grouped, withoutTwins} from './groups.js';
import {deviceHash} from './route.js';
import {KINDS, toneOf, words} from './words.js';

const KEPT = 600;
const SHOWN = 150;
/** From this number of entries on, older ones may be missing. */
const CUT = 100;
/** Entries shown of a group that is closed. */
const NAMED = 3;
/** Entries shown of a group that is open. */
const OPENED = 50;
/** Ends of connections that are no cause for alarm. */
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

/** Replaces the news by the journal, newest first, after a reconnect. */
export function setJournal(list) {
  const last = list.length > 0 ? list.at(-1).at : Infinity;
  entries = [...list, ...entries.filter(entry => entry.at < last)].slice(0, KEPT);
  if (!paused) {
    draw();
  }
}

/** Adds news, oldest first, and the number of entries that the gateway left out. */
export function add(list, leftOut) {
  const fresh = list.slice().reverse();
  if (leftOut > 0 && list.length > 0) {
    fresh.push({at: list[0].at, leftOut});
  }
  entries = [...fresh, ...entries].slice(0, KEPT);
  if (paused) {
    waiting += list.length + leftOut;
    drawPause();
  } else {
    draw();
  }
}

const isShown = entry => entry.leftOut > 0 || !hidden.has(entry.kind);

function drawPause() {
  const button = byId('pause-news');
  button.setAttribute('aria-pressed', String(paused));
  say(button, paused ? 'Go on' + (waiting > 0 ? ' (' + waiting + ' new)' : '') : 'Pause');
}

function draw() {
  const shown = grouped(withoutTwins(entries).filter(isShown)).slice(0, SHOWN);
  const box = byId('news');
  if (!shown.some(group => group.entries[0].kind)) {
    fill(box, el('p', {class: 'empty'}, entries.length > 0
      ? 'There is no news of the kinds chosen above.'
      : 'Nothing has happened yet. Connect a device, for example with ./gateway device, and it appears here.'));
    return;
  }
  if (box.firstElementChild?.tagName !== 'OL') {
    fill(box, el('ol', {class: 'lines'}));
  }
  const seen = new Map();
  const keys = new Map(shown.map(group => {
    seen.set(group.key, (seen.get(group.key) ?? 0) + 1);
    return [group, group.key + ' ' + (group.entries.length > 1) + seen.get(group.key)];
  }));
  keyed(box.firstElementChild, shown, group => keys.get(group),
    group => group.entries.length > 1 ? groupLine() : line(group.entries[0]),
    (item, group) => group.entries.length > 1 && updateGroup(item, group.entries));
}

/** A group is one line, which opens. */
function groupLine() {
  const item = el('li', {class: 'group'},
    el('time', {class: 'numbers'}), el('span', {class: 'kind'}),
    el('details', {}, el('summary', {}, el('b', {class: 'numbers'}), el('span', {class: 'text'}), el('span', {class: 'quiet names'})), el('ol', {class: 'lines'})));
  item.querySelector('details').addEventListener('toggle', () => item.fillGroup());
  return item;
}

function updateGroup(item, members) {
  const newest = members[0];
  const [time, kind, details] = item.children;
  item.dataset.tone = toneOfEntry(newest) ?? '';
  time.dateTime = new Date(newest.at).toISOString();
  say(time, clock(newest.at));
  say(kind, KINDS[newest.kind] ?? newest.kind);
  const devices = new Set(members.map(entry => (entry.account ?? '') + '/' + (entry.device ?? entry.peer))).size;
  // The journal that the page began with may begin in the middle of the group.
  const cut = entries.length >= CUT && members.at(-1) === entries.findLast(entry => entry.kind === newest.kind);
  say(details.querySelector('b'), (cut ? 'at least ' : '') + count(members.length) + ' times within ' + span(Math.max(1000, newest.at - members.at(-1).at)) + ', '
    + (devices === 1 ? '1 device' : count(devices) + ' devices') + '. ');
  say(details.querySelector('summary > .text'), newest.text);
  const names = [...new Set(members.map(entry => entry.device).filter(Boolean))];
  fill(details.querySelector('.names'), names.length === 0 ? null : ' ',
    ...names.slice(0, NAMED).flatMap((name, index) => [index === 0 ? null : ', ', foreign(name)]), names.length > NAMED ? ' …' : null);
  item.fillGroup = () => details.open && fill(details.querySelector('ol'), ...members.slice(0, OPENED).map(member),
    members.length > OPENED ? el('li', {class: 'left-out'}, '… and ' + (members.length - OPENED) + ' more') : null);
  item.fillGroup();
}

/** The part of an entry that the group's line does not say. */
function member(entry) {
  return el('li', {class: 'member'}, el('time', {datetime: new Date(entry.at).toISOString(), class: 'numbers'}, clock(entry.at)),
    subjectOf(entry), el('span', {class: 'quiet numbers'}, entry.peer ?? ''));
}

const toneOfEntry = entry =>
  entry.kind === 'system' ? toneOf(entry.outcome) : EXPECTED.has(entry.outcome) ? null : ALARMING[entry.kind] ?? null;

/** Events of the system, apart from the news, so that a storm of devices does not displace them. */
export function drawHappenings(marks) {
  fill(byId('happenings'), marks.length === 0
    ? el('p', {class: 'quiet'}, 'Nothing: as far back as the journal goes, the database, Redis and Kafka have always answered.')
    : el('ol', {class: 'lines'}, ...marks.map(mark => el('li', {'data-tone': mark.tone === 'note' ? 'quiet' : mark.tone},
      el('time', {datetime: new Date(mark.at).toISOString(), class: 'numbers', title: moment(mark.at)}, clock(mark.at)),
      el('span', {class: 'text'}, foreign(mark.text), mark.lasted === null ? null : el('span', {class: 'quiet'}, ' It was away for ' + span(mark.lasted) + '.'))))));
}

function subjectOf(entry) {
  return entry.account && entry.device
    ? el('a', {class: 'subject clip', href: deviceHash(entry.account, entry.device), title: entry.device + ' of ' + entry.account}, foreign(entry.device))
    : el('span', {class: 'subject clip'}, entry.device ? foreign(entry.device) : entry.kind === 'system' ? 'gateway' : 'unknown');
}

/** One entry. The view of a device omits the device, and names the instance if there are several. */
export function line(entry, {ofDevice = false, withInstance = false} = {}) {
  if (entry.leftOut) {
    return el('li', {class: 'left-out'}, '… and ' + entry.leftOut + ' more, not shown');
  }
  const tone = toneOfEntry(entry);
  const subject = ofDevice ? null : subjectOf(entry);
  return el('li', {'data-tone': tone},
    el('time', {datetime: new Date(entry.at).toISOString(), class: 'numbers'}, clock(entry.at)),
    el('span', {class: 'kind', title: entry.outcome ? words(entry.outcome) : null}, KINDS[entry.kind] ?? entry.kind),
    subject,
    el('span', {class: 'text'}, foreign(entry.text), entry.peer ? el('span', {class: 'quiet numbers'}, ' ' + entry.peer) : null,
      withInstance ? el('span', {class: 'quiet'}, ' at ', foreign(entry.instance)) : null));
}
