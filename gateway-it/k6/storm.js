// Reconnect storm: DEVICES devices connect; then, ROUNDS times, all of them leave at the same moment and come back at once, spread over
// JITTER_MS. What it shows: README.md beside this file.
import { sleep } from 'k6';
import exec from 'k6/execution';
import { Counter, Rate, Trend } from 'k6/metrics';
import * as gateway from './gateway.js';

const devices = gateway.atMostTheFleet(gateway.number('DEVICES', Math.min(500, gateway.fleetSize)));
const rounds = gateway.number('ROUNDS', 3);
const ramp = gateway.number('RAMP_SECONDS', 20);
const pause = gateway.number('PAUSE_SECONDS', 20);
const jitter = gateway.number('JITTER_MS', 0);
// A device that was refused waits that long, spread, and tries again.
const backoff = 0.5;

const back = new Rate('gateway_back');
const backTime = new Trend('gateway_back_ms', true);
const refused = new Counter('gateway_refused');

export const options = {
  scenarios: {
    storm: {
      executor: 'per-vu-iterations',
      vus: devices,
      iterations: 1,
      maxDuration: `${ramp + (rounds + 1) * pause + 60}s`,
    },
  },
  thresholds: {
    gateway_back: ['rate==1'],
    gateway_back_ms: ['p(50)<5000', 'p(95)<10000'],
    // Of all handshakes and registrations; refusals are answers, and each costs its device half a second.
    gateway_registered: ['rate>0.9'],
  },
};

export function setup() {
  return { begin: Date.now() + ramp * 1000 };
}

export default function (data) {
  const index = exec.scenario.iterationInTest;
  const who = gateway.device(index);
  refused.add(0);
  sleep((0.8 * ramp * index) / devices);
  for (let round = 0; round <= rounds; round += 1) {
    // Round 0 is the quiet connecting; the storm before round n is where round n - 1 ends, for all at the same moment.
    const from = round === 0 ? data.begin - ramp * 1000 : data.begin + (round - 1) * pause * 1000;
    const until = data.begin + round * pause * 1000;
    if (round > 0 && jitter > 0) {
      sleep((Math.random() * jitter) / 1000);
    }
    const returned = stay(who, until);
    if (round > 0) {
      back.add(returned > 0);
      if (returned > 0) {
        backTime.add(returned - from);
      }
    }
  }
}

// Connects, again and again if need be, and stays until then; returns when it was registered, or 0.
function stay(who, until) {
  let first = 0;
  while (Date.now() < until) {
    const good = gateway.deviceSession(who, who.id, {
      registered: function (socket) {
        first = first || Date.now();
        socket.setTimeout(function () {
          socket.close(1000);
        }, Math.max(1, until - Date.now()));
      },
      actuation: function () {},
    });
    if (!good) {
      refused.add(1);
      sleep(backoff * (0.5 + Math.random()));
    }
  }
  return first;
}
