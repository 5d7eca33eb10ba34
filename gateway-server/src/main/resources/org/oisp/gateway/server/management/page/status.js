/** The top of the page: which instance this is, how it is in one sentence, and the health of what it needs. */
import {announce, byId, el, fill, keyed, say} from './dom.js';
import {clock, count, now, span} from './format.js';

const MARKS = {good: '●', warn: '◆', bad: '▲', quiet: '○'};
const PARTS = [['database', 'PostgreSQL'], ['redis', 'Redis'], ['kafka', 'Kafka'], ['keys', 'Realm keys']];
const STATES = {up: ['good', 'up'], down: ['bad', 'down'], off: ['quiet', 'not used'], unknown: ['quiet', 'not known yet']};

/** So many registrations at once are worth a word. */
const MANY = 100;

let hello = null;
let sample = null;
let connection = {lost: false};
let others = 0;
let told = null;

export function greet(data) {
  hello = data;
  draw();
}

export function setSample(data) {
  sample = data;
  draw();
}

export function setCluster(cluster) {
  others = cluster.instances.filter(instance => !instance.self).reduce((sum, instance) => sum + (instance.devices ?? 0), 0);
  draw();
}

export function setConnection(data) {
  connection = data;
  draw();
}

/** Nothing is heard for a while: a title would soon be wrong. */
export function sleep() {
  document.title = hello?.instance ?? 'Gateway';
}

/** What is to be said of a sample: the worst first. Each is [tone, sentence, key]; the key is the same while only figures change. */
function findings(of) {
  const devices = of.devices === 1 ? '1 device' : count(of.devices) + ' devices';
  const found = [];
  if (of.draining) {
    found.push(['warn', 'Emptying itself: ' + count(of.connections) + ' connections left, new ones are refused', 'draining']);
  }
  if (of.health.database.state === 'down') {
    found.push(['bad', 'Database is down: connected devices go on, new ones are refused', 'database']);
  }
  if (of.health.keys.state === 'down') {
    found.push(['bad', 'The realm’s keys cannot be fetched: those that are known stay in use', 'keys']);
  }
  if (of.health.redis.state === 'down') {
    found.push(['bad', 'Redis is down: what is for devices of other instances does not reach them', 'redis']);
  }
  if (of.health.kafka.state === 'down') {
    found.push(['warn', 'Kafka is down: no heartbeat is sent, all else goes on', 'kafka']);
  }
  const serving = of.devices > 0 ? 'Serving ' + devices : 'Ready: no device is connected yet';
  const elsewhere = others > 0 ? '; ' + count(others) + ' more at other instances' : '';
  const storm = of.underWay >= MANY ? '; ' + count(of.underWay) + ' registrations under way' : '';
  found.push([found.length > 0 ? 'quiet' : 'good', serving + elsewhere + storm, 'serving']);
  return found;
}

function draw() {
  if (hello) {
    say(byId('instance'), hello.instance);
    say(byId('about'), 'Version ' + hello.version + ' · up ' + span(now() - hello.started));
  }
  drawConnection();
  if (sample) {
    const found = findings(sample);
    drawState(found);
    drawHealth(sample.health);
    document.title = title(found[0]);
    const keys = found.map(([, , key]) => key).join();
    if (!connection.lost && keys !== told) {
      if (told !== null) {
        announce(found[0][1]);
      }
      told = keys;
    }
  } else if (connection.lost) {
    drawState([['bad', 'The gateway cannot be reached', 'lost']]);
  }
}

function drawState(found) {
  const [tone, headline] = found[0];
  byId('state').dataset.tone = connection.lost ? 'quiet' : tone;
  say(byId('mark'), MARKS[connection.lost ? 'quiet' : tone]);
  say(byId('headline'), (connection.lost && sample ? 'Last seen: ' : '') + headline);
  const also = byId('also');
  also.hidden = found.length === 1;
  keyed(also, found.slice(1), ([, , key]) => key,
    () => el('li'), (item, [itemTone, sentence]) => {
      item.dataset.tone = itemTone;
      say(item, sentence);
    });
}

function drawHealth(health) {
  keyed(byId('health'), PARTS, ([key]) => key,
    ([, name]) => el('li', {}, el('span', {class: 'mark', 'aria-hidden': 'true'}), el('span', {class: 'name'}, name), ' ', el('span', {class: 'word'})),
    (item, [key]) => {
      const part = health[key];
      const [tone, word] = connection.lost ? ['quiet', 'not known'] : STATES[part.state] ?? STATES.unknown;
      item.dataset.tone = tone;
      say(item.querySelector('.mark'), MARKS[tone]);
      const took = tone === 'good' && typeof part.ms === 'number' ? ' ' + (part.ms < 10 ? part.ms.toFixed(1) : Math.round(part.ms)) + ' ms' : '';
      say(item.querySelector('.word'), word + took);
    });
}

function drawConnection() {
  const box = byId('lost');
  document.documentElement.classList.toggle('is-lost', connection.lost);
  if (!connection.lost) {
    box.hidden = true;
    fill(box);
    return;
  }
  box.hidden = false;
  const refusal = connection.refusal ?? '';
  if (!box.firstChild || box.dataset.refusal !== refusal) {
    // Said aloud once; the counting beside it is not.
    box.dataset.refusal = refusal;
    fill(box,
      el('strong', {}, refusal ? 'The gateway answers, but sends no live data: ' + refusal : 'No connection to the gateway'), ' since ' + clock(connection.since)
        + '. What is shown is what was last heard; this page goes on by itself. ',
      el('span', {'aria-hidden': 'true', class: 'numbers'}));
  }
  const wait = Math.ceil((connection.retryAt - Date.now()) / 1000);
  say(box.querySelector('.numbers'), wait > 0 ? 'Next try in ' + wait + ' s.' : 'Trying …');
}

function title([tone, sentence, key]) {
  const name = hello?.instance ?? 'Gateway';
  if (connection.lost) return '▲ No connection · ' + name;
  return key === 'serving' ? count(sample.devices) + ' devices · ' + name : MARKS[tone] + ' ' + sentence.split(':')[0] + ' · ' + name;
}

