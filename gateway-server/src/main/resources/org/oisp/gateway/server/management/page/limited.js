/** The addresses that misbehave, and what the gateway does about them. */
import {byId, el, foreign, keyed, say} from './dom.js';
import {clock, count, now, span} from './format.js';

const MARKS = {bad: '▲', warn: '◆'};

/** Addresses of a sample, the worst first: {address, banned, what, count, since, turnedAway}. */
export function setLimited(addresses) {
  byId('limited-section').hidden = addresses.length === 0;
  keyed(byId('limited'), addresses, ({address}) => address, item, update);
}

function item({address}) {
  return el('li', {}, el('p', {class: 'alert'}, el('span', {class: 'mark', 'aria-hidden': 'true'}), ' ', foreign(address), ' ',
    el('strong'), ' ', el('span', {class: 'quiet numbers'})));
}

function update(row, {banned, what, count: often, since, turnedAway}) {
  const tone = banned ? 'bad' : 'warn';
  row.dataset.tone = tone;
  say(row.querySelector('.mark'), MARKS[tone]);
  say(row.querySelector('strong'), (banned ? 'is banned' : 'has its handshakes slowed, then refused') + ': ' + count(often) + ' ' + what);
  say(row.querySelector('.numbers'), 'for ' + span(now() - since) + ', since ' + clock(since) + '; ' + count(turnedAway) + ' of its connections were refused');
}
