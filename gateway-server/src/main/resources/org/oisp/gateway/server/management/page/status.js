/** The top of the page: the name of the instance, its state in one sentence, and the health of its neighbours. */
import {announce, byId, el, fill, keyed, say} from './dom.js';
import {ago, clock, count, now, span} from './format.js';
import {alert} from './words.js';

const MARKS = {good: '●', warn: '◆', bad: '▲', quiet: '○'};
const PARTS = [['database', 'PostgreSQL'], ['redis', 'Redis'], ['kafka', 'Kafka'], ['keys', 'Realm keys']];
const STATES = {up: ['good', 'up'], down: ['bad', 'down'], off: ['quiet', 'not used'], unknown: ['quiet', 'not known yet']};

/** The number of registrations in progress from which the headline mentions them. */
const MANY = 100;

let hello = null;
let sample = null;
let connection = {lost: false};
let others = 0;
let troubled = [];
let past = [];
let told = null;

export function greet(data) {
  hello = data;
  draw();
}

/** Takes the newest sample, and all that are kept. */
export function setSample(data, all) {
  sample = data;
  past = all;
  draw();
}

export function setCluster(cluster) {
  troubled = cluster.instances.filter(instance => !instance.self && (instance.state === 'dead' || instance.state === 'silent'));
  others = cluster.instances.filter(instance => !instance.self).reduce((sum, instance) => sum + (instance.devices ?? 0), 0);
  draw();
}

export function setConnection(data) {
  connection = data;
  draw();
}

/** The page stops listening, so the title drops a state that would soon be wrong. */
export function sleep() {
  document.title = hello?.instance ?? 'Gateway';
}

/** Alerts that the state of a neighbour, or a drain, already shows. */
const COVERED = {GatewayDatabaseFailing: 'database', GatewayDatabaseDown: 'database', GatewayLeaseLost: 'database', GatewayRegistrationsFailing: 'database', GatewayRedisDown: 'redis', GatewayNoHeartbeat: 'kafka', GatewayKeysStale: 'keys', GatewayDraining: 'draining'};
const ALARMING = {critical: 'bad', warning: 'warn'};
const RANK = {bad: 0, warn: 1, good: 2, quiet: 3};

/**
 * The findings in a sample, worst first: {tone, short, more, key}. `short` is in the title too; the key stays the same while only figures
 * change.
 */
function findings(of) {
  const found = [];
  if (of.draining) {
    found.push({tone: 'warn', short: 'Draining', more: count(of.connections) + ' connections left, new ones are refused', key: 'draining'});
  }
  if (of.warmingUp) {
    found.push({tone: 'quiet', short: 'Warming up', more: 'Not ready for a few seconds more: it rehearses registrations on itself. A device that comes is served.', key: 'warming'});
  }
  const down = (part, tone, name, more) => {
    if (of.health[part].state === 'down') {
      const since = of.health[part].since;
      found.push({tone, short: name, more: (since ? 'for ' + span(now() - since) + ', since ' + clock(since) + '. ' : '') + more, key: part});
    }
  };
  down('database', 'bad', 'Database is down', 'Connected devices stay connected, new ones are refused.');
  down('keys', 'bad', 'The realm’s keys cannot be fetched', 'Known keys stay in use.');
  down('redis', 'bad', 'Redis is down', 'Actuations for devices of other instances are lost.');
  down('kafka', 'warn', 'Kafka is down', 'No heartbeat is sent; everything else works.');
  for (const instance of troubled) {
    found.push(instance.state === 'dead'
      ? {tone: 'bad', short: 'Instance ' + instance.name + ' is dead', more: 'Its devices connect to the others.', key: 'dead ' + instance.name}
      : {tone: 'warn', short: 'Instance ' + instance.name + ' does not answer', more: '', key: 'silent ' + instance.name});
  }
  for (const {name, more} of of.alerts ?? []) {
    const {severity, what} = alert(name);
    if (ALARMING[severity] && !found.some(one => one.key === COVERED[name])) {
      found.push({tone: ALARMING[severity], short: what.replace(/[.:].*$/, ''), more: [what.replace(/^[^.:]*[.:] ?/, ''), more].filter(Boolean).join(' '), key: name});
    }
  }
  found.sort((a, b) => RANK[a.tone] - RANK[b.tone]);
  found.push(serving(of, found));
  return found.sort((a, b) => RANK[a.tone] - RANK[b.tone]);
}

function serving(of, found) {
  const calm = found.length > 0 ? 'quiet' : 'good';
  const more = [others > 0 ? count(others) + ' more at other instances' : null,
    of.underWay >= MANY ? count(of.underWay) + ' registrations under way' : null].filter(Boolean).join('; ');
  if (of.devices > 0) {
    return {tone: calm, short: 'Serving ' + (of.devices === 1 ? '1 device' : count(of.devices) + ' devices'), more, key: 'serving'};
  }
  const last = past.findLast(sample => sample.devices > 0);
  if (last) {
    const most = past.reduce((most, sample) => Math.max(most, sample.devices), 0);
    return {tone: 'warn', short: 'No device is connected', key: 'nobody',
      more: 'The last device left ' + ago(last.at) + ', at ' + clock(last.at) + '; there were up to ' + count(most) + ' in the last quarter of an hour. ' + more};
  }
  return {tone: calm, short: found.length > 0 ? 'No device is connected' : 'Ready', more: (found.length > 0 ? '' : 'no device is connected yet') + (more ? '; ' + more : ''), key: 'serving'};
}

const sentence = ({short, more}) => short + (more === '' ? '' : /^for /.test(more) ? ' ' + more : ': ' + more);

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
    const keys = found.map(({key}) => key).join();
    if (!connection.lost && keys !== told) {
      if (told !== null) {
        announce(sentence(found[0]));
      }
      told = keys;
    }
  } else if (connection.lost) {
    drawState([{tone: 'bad', short: 'The gateway cannot be reached', more: '', key: 'lost'}]);
  }
}

function drawState(found) {
  const tone = found[0].tone;
  const headline = sentence(found[0]);
  byId('state').dataset.tone = connection.lost ? 'quiet' : tone;
  say(byId('mark'), MARKS[connection.lost ? 'quiet' : tone]);
  say(byId('headline'), (connection.lost && sample ? 'Last seen: ' : '') + headline);
  const also = byId('also');
  also.hidden = found.length === 1;
  keyed(also, found.slice(1), ({key}) => key,
    () => el('li'), (item, one) => {
      item.dataset.tone = one.tone;
      say(item, sentence(one));
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
      const since = tone === 'bad' && part.since ? ' for ' + span(now() - part.since) : '';
      say(item.querySelector('.word'), word + took + since);
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
    // Read aloud once; the countdown beside it is not.
    box.dataset.refusal = refusal;
    fill(box,
      el('strong', {}, refusal ? 'The gateway answers, but sends no live data: ' + refusal : 'No connection to the gateway'), ' since ' + clock(connection.since)
        + '. The page shows what it last received, and connects again by itself. ',
      el('span', {'aria-hidden': 'true', class: 'numbers'}));
  }
  const wait = Math.ceil((connection.retryAt - Date.now()) / 1000);
  say(box.querySelector('.numbers'), wait > 0 ? 'Next try in ' + wait + ' s.' : 'Trying …');
}

function title({tone, short, key}) {
  const name = hello?.instance ?? 'Gateway';
  if (connection.lost) return '▲ No connection · ' + name;
  return key === 'serving' ? count(sample.devices) + ' devices · ' + name : MARKS[tone] + ' ' + short + ' · ' + name;
}
