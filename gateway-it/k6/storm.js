// Reconnect storm: DEVICES devices connect; then, ROUNDS times, all of them leave at the same moment and come back at once, spread over
// JITTER_MS. What it shows: README.md beside this file.
import exec from 'k6/execution';
import { Rate, Trend } from 'k6/metrics';
import * as gateway from './gateway.js';

const devices = gateway.atMostTheFleet(gateway.number('DEVICES', Math.min(500, gateway.fleetSize)));
const rounds = gateway.number('ROUNDS', 3);
const ramp = gateway.number('RAMP_SECONDS', 20);
const pause = gateway.number('PAUSE_SECONDS', 20);
const jitter = gateway.number('JITTER_MS', 0);
// A device that was refused waits that long, spread, and tries again.
const backoffMillis = 500;

const back = new Rate('gateway_back');
const backSeconds = new Trend('gateway_back_seconds');

export const options = {
  scenarios: { storm: gateway.arrivals(devices, ramp, rounds * pause) },
  thresholds: {
    gateway_back: ['rate==1'],
    gateway_back_seconds: ['p(50)<5', 'p(95)<10'],
    // Of all handshakes and registrations; refusals are answers, and each costs its device half a second.
    gateway_registered: ['rate>0.9'],
  },
};

export function setup() {
  return { begin: Date.now() + ramp * 1000 };
}

export default function (data) {
  const index = exec.scenario.iterationInTest;
  if (index < devices) {
    round(gateway.device(index), 0, data.begin);
  }
}

// Round 0 is the quiet connecting; the storm before round n is where round n - 1 ends, for all at the same moment.
function round(who, n, begin) {
  if (n > rounds) {
    return;
  }
  const from = begin + (n - 1) * pause * 1000;
  const until = begin + n * pause * 1000;
  const left = (returned) => {
    if (n > 0) {
      back.add(returned > 0);
      if (returned > 0) {
        backSeconds.add((returned - from) / 1000);
      }
    }
    round(who, n + 1, begin);
  };
  setTimeout(() => stay(who, until, 0, left), n === 0 ? 1 : 1 + Math.random() * jitter);
}

// Connects, again and again if need be, and stays until then; says when it was registered first, or 0.
function stay(who, until, returned, left) {
  if (Date.now() >= until) {
    left(returned);
    return;
  }
  let first = returned;
  gateway.deviceSession(who, who.id, {
    registered: (socket) => {
      first = first || Date.now();
      gateway.closeAt(socket, until);
    },
    actuation: () => {},
    ended: (good) => {
      setTimeout(() => stay(who, until, first, left), good ? 1 : backoffMillis * (0.5 + Math.random()));
    },
  });
}
