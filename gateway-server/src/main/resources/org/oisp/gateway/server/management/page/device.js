/** One device's view: how it is, why the last actuation did or did not arrive, a test actuation, its last events. */
import {actuationsPath, devicePath, get} from './api.js';
import {adviceFor, stateOf, tokenOf, toneOfState, whyOf} from './device-words.js';
import {byId, el, fill, foreign, keyed, say} from './dom.js';
import {ago, bytes, clock, count, micros, moment} from './format.js';
import {line} from './news.js';
import {withoutTwins} from './groups.js';
import {sendForm} from './send.js';
import {outcome, state, words} from './words.js';

const EVERY = 2000;
const SOON = 300;
const AFTER_FAILURE = 5000;
const MARKS = {good: '●', warn: '◆', bad: '▲', quiet: '○', note: ''};

let shown = null;

/** Shows a device, and keeps it up to date until another view is shown. */
export function open(account, id, back) {
  close();
  const view = build(account, id, back);
  shown = {account, id, view, timer: 0, asking: false, again: false};
  fill(byId('device'), view.root);
  refresh(shown);
  return view.title;
}

export function close() {
  if (shown) {
    clearTimeout(shown.timer);
    shown = null;
    fill(byId('device'));
  }
}

/** Takes news; if they concern this device, requests it at once. */
export function hear(entries) {
  if (shown && entries.some(entry => entry.account === shown.account && entry.device === shown.id)) {
    refresh(shown);
  }
}

async function refresh(mine) {
  if (mine.asking) {
    mine.again = true;
    return;
  }
  clearTimeout(mine.timer);
  mine.asking = true;
  mine.again = false;
  const [device, events, sent] = await Promise.allSettled([
    get(devicePath(mine.account, mine.id)), get(devicePath(mine.account, mine.id, '/events')), get(actuationsPath(mine.account, mine.id))]);
  mine.asking = false;
  if (mine !== shown) {
    return;
  }
  draw(mine.view, device, events);
  if (sent.status === 'fulfilled') {
    drawSent(mine.view.sent, sent.value.actuations);
  }
  mine.timer = setTimeout(() => refresh(mine), mine.again ? SOON : device.status === 'fulfilled' ? EVERY : AFTER_FAILURE);
}

function build(account, id, back) {
  const view = {
    title: el('h2', {id: 'device-title', tabindex: '-1', class: 'device-id'}, foreign(id)),
    state: el('p', {class: 'device-state', id: 'device-state'}),
    advice: el('p', {class: 'quiet', hidden: true}),
    facts: el('dl', {class: 'facts'}),
    why: el('div', {class: 'why', id: 'why'}),
    sent: el('ol', {class: 'lines'}),
    events: el('ol', {class: 'lines'}),
    note: el('p', {class: 'quiet'}),
    error: el('p', {class: 'error', role: 'alert', hidden: true}),
  };
  view.root = el('article', {'aria-labelledby': 'device-title'},
    el('p', {class: 'back'}, el('a', {href: back}, '← All devices')),
    view.title,
    el('p', {class: 'quiet'}, 'Account ', foreign(account, {class: 'numbers'})),
    view.state, view.advice, view.error,
    el('div', {class: 'columns'},
      el('div', {class: 'column'},
        part('why', 'The last actuation', view.why),
        part('send', 'Send a test actuation', sendForm(account, id, () => shown && refresh(shown))),
        part('sent', 'Its last actuations, posted to this instance', view.sent),
        part('facts', 'Connection', view.facts)),
      part('events', 'Its last events, at all instances', view.note, view.events)));
  return view;
}

const part = (name, title, ...content) =>
  el('section', {'aria-labelledby': name + '-title', class: 'its-' + name}, el('h3', {id: name + '-title'}, title), ...content);

function draw(view, answer, history) {
  // No such device is an answer too: it may have been refused, and its events say so.
  const unknown = answer.status === 'rejected' && answer.reason.status === 404;
  const device = answer.status === 'fulfilled' ? answer.value : null;
  const events = history.status === 'fulfilled' ? history.value.entries : [];
  const since = history.status === 'fulfilled' ? history.value.since : null;
  const failed = [answer, history].find(one => one.status === 'rejected' && !(one === answer && unknown));
  view.error.hidden = !failed;
  say(view.error, failed ? failed.reason.message + ' This page tries again.' : '');
  // The events are shown even if the device could not be read: they need no database.
  const away = answer.status === 'rejected' && !unknown && history.status === 'fulfilled';
  if (device || unknown || away) {
    const [tone, sentence] = away ? ['quiet', 'It is not known whether the device is connected'] : stateOf(device, events);
    view.state.dataset.tone = tone;
    say(view.state, MARKS[tone] + ' ' + sentence);
    const advice = unknown ? 'Activate the device in the dashboard, or check the account and the id.' : adviceFor(device, events);
    view.advice.hidden = !advice;
    say(view.advice, advice ?? '');
    drawFacts(view.facts, device, away ? 'not known' : 'unknown');
    drawWhy(view.why, whyOf(device, events, since));
  }
  if (history.status === 'fulfilled') {
    drawEvents(view, history.value);
  }
}

function drawFacts(list, device, otherwise) {
  const facts = device?.connected !== true ? [['Now', 'quiet', device === null ? otherwise : 'no connection']] : [
    ['At', null, device.instance],
    ['Since', null, moment(Date.parse(device.since))],
    ['Last heard', null, ago(Date.parse(device.lastHeard))],
    ['Token', ...tokenOf(device)],
    ['Mailbox', device.mailbox.messages > 0 ? 'warn' : null, device.mailbox.messages === 0 ? 'empty' : count(device.mailbox.messages) + ' wait, ' + bytes(device.mailbox.bytes)],
    ...(device.actuations ? [['Actuations', null, count(device.actuations.accepted) + ' accepted, ' + count(device.actuations.written) + ' written since it connected']] : []),
  ];
  if (device?.deviceUID) {
    facts.push(['deviceUID', null, device.deviceUID]);
  }
  keyed(list, facts, ([name]) => name,
    ([name]) => el('div', {}, el('dt', {}, name), el('dd', {}, foreign(''))),
    (row, [, tone, text]) => {
      const mark = MARKS[tone] ?? '';
      row.dataset.tone = tone ?? '';
      say(row.lastChild.firstChild, (mark ? mark + ' ' : '') + text);
    });
}

function drawWhy(box, {tone, title, sentences}) {
  box.dataset.tone = tone;
  if (!box.firstChild) {
    fill(box, el('strong'), el('p'));
  }
  say(box.firstChild, MARKS[tone] + ' ' + title);
  say(box.lastChild, sentences.join(' '));
}

/** The newest first: when it was posted, what became of it, and why. */
function drawSent(list, actuations) {
  if (actuations.length === 0) {
    list.keyedChildren?.clear();
    fill(list, el('li', {}, el('span', {class: 'left-out'}, 'None in the last ten minutes.')));
    return;
  }
  if (!list.keyedChildren?.size) {
    fill(list);
  }
  keyed(list, actuations, one => one.id,
    one => el('li', {title: 'id ' + one.id}, el('time', {datetime: one.since}, clock(Date.parse(one.since))), el('span', {class: 'kind'}), el('span', {class: 'text'})),
    (row, one) => {
      row.dataset.tone = toneOfState(one.state);
      say(row.children[1], words(one.state));
      say(row.lastChild, one.reason === null ? state(one.state).what : outcome(one.reason).what + ' (' + micros(one.micros) + ')');
    });
}

function drawEvents(view, {entries, incomplete, since}) {
  const notes = [];
  if (incomplete.length > 0) {
    notes.push('Events may be missing, because these instances have not answered: ' + incomplete.join(', ') + '.');
  }
  if (since !== null) {
    notes.push('Events before ' + moment(since) + ' are not kept.');
  }
  say(view.note, notes.join(' '));
  if (entries.length === 0) {
    notes.unshift('The journal has no event of this device.');
    say(view.note, notes.join(' '));
  }
  const withInstance = new Set(entries.map(entry => entry.instance)).size > 1;
  const same = new Map();
  keyed(view.events, withoutTwins(entries).map(entry => {
    const text = JSON.stringify([entry, withInstance]);
    same.set(text, (same.get(text) ?? 0) + 1);
    return {entry, key: text + same.get(text)};
  }), item => item.key, item => line(item.entry, {ofDevice: true, withInstance}));
}
