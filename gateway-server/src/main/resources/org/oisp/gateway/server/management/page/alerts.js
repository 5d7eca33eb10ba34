/** The alerts that fire, and what to do about each: its section of docs/operating.md. */
import {byId, el, fill, keyed, say} from './dom.js';
import {clock, now, span} from './format.js';
import {alert} from './words.js';

const TONES = {critical: 'bad', warning: 'warn', info: 'quiet'};
const MARKS = {bad: '▲', warn: '◆', quiet: '○'};

/** The document alerts.md; null until it is requested. */
let chapter = null;

/** Alerts of a sample: {name, since, more}. */
export function setAlerts(firing) {
  byId('no-alerts').hidden = firing.length > 0;
  byId('alerts').hidden = firing.length === 0;
  keyed(byId('alerts'), firing, ({name}) => name, item, update);
}

function item({name}) {
  const what = el('div', {class: 'section'}, el('p', {class: 'quiet'}, 'Section ' + name + ' of docs/operating.md …'));
  const details = el('details', {}, el('summary', {}, 'What to do: operating.md, section ' + name), what,
    el('p', {}, el('a', {href: '/assets/alerts.md', target: '_blank', rel: 'noopener'}, 'All sections')));
  details.addEventListener('toggle', () => details.open && open(name, what));
  return el('li', {}, el('p', {class: 'alert'}, el('span', {class: 'mark', 'aria-hidden': 'true'}), ' ', el('strong'), ' ', el('span', {class: 'quiet numbers'})), details);
}

function update(row, {name, since, more}) {
  const {severity, what} = alert(name);
  const tone = TONES[severity] ?? 'warn';
  row.dataset.tone = tone;
  say(row.querySelector('.mark'), MARKS[tone]);
  say(row.querySelector('strong'), what + (more ? ' ' + more : ''));
  say(row.querySelector('.numbers'), severity + ', for ' + span(now() - since) + ', since ' + clock(since));
}

async function open(name, into) {
  try {
    chapter ??= await text('/assets/alerts.md');
  } catch {
    fill(into, el('p', {}, 'This text could not be fetched: see docs/operating.md, section ' + name + '.'));
    return;
  }
  fill(into, ...blocks(section(name)));
}

async function text(path) {
  const answer = await fetch(path);
  if (!answer.ok) {
    throw new Error(path + ' was answered ' + answer.status);
  }
  return answer.text();
}

function section(name) {
  const lines = chapter.split('\n');
  const first = lines.indexOf('### ' + name) + 1;
  const length = lines.slice(first).findIndex(line => line.startsWith('#'));
  return first === 0 ? [] : lines.slice(first, length < 0 ? undefined : first + length);
}

/** Paragraphs and list items. An indented line continues the item before it. */
function blocks(lines) {
  const texts = [];
  for (const line of lines) {
    if (/^ +\S/.test(line) && texts.length > 0) {
      texts[texts.length - 1] += ' ' + line.trim();
    } else if (line !== '') {
      texts.push(line);
    }
  }
  return texts.map(text => el('p', {class: text.startsWith('- ') ? 'step' : null}, ...words(text.replace(/^- /, ''))));
}

/** Code, and links as plain text: their targets are documents that the gateway does not serve. */
function words(text) {
  return text.split(/(`[^`]+`|\[[^\]]+\]\([^)]*\))/).map(part =>
    part.startsWith('`') ? el('code', {}, part.slice(1, -1)) : part.startsWith('[') && part.includes('](') ? part.slice(1, part.indexOf('](')) : part);
}
