// Fleet soak: DEVICES devices stay connected for SECONDS; every PERIOD seconds each sends itself an actuation over its own connection
// and expects it back. What it shows: README.md beside this file.
import { sleep } from 'k6';
import exec from 'k6/execution';
import { Counter, Rate } from 'k6/metrics';
import * as gateway from './gateway.js';

const devices = gateway.atMostTheFleet(gateway.number('DEVICES', Math.min(500, gateway.fleetSize)));
const seconds = gateway.number('SECONDS', 300);
const ramp = gateway.number('RAMP_SECONDS', 30);
const period = gateway.number('PERIOD_SECONDS', 10);
// An actuation that is not back by then counts as lost.
const patience = 5;

const arrived = new Rate('gateway_arrived');
const cut = new Counter('gateway_connections_cut');

export const options = {
  scenarios: {
    fleet: {
      executor: 'per-vu-iterations',
      vus: devices,
      iterations: 1,
      maxDuration: `${ramp + seconds + 60}s`,
    },
  },
  thresholds: {
    gateway_registered: ['rate==1'],
    gateway_registration_ms: ['p(95)<1000'],
    gateway_arrived: ['rate==1'],
    gateway_delivery_ms: ['p(95)<50', 'p(99)<250'],
    gateway_connections_cut: ['count==0'],
  },
};

export function setup() {
  return { end: Date.now() + (ramp + seconds) * 1000 };
}

export default function (data) {
  const index = exec.scenario.iterationInTest;
  const who = gateway.device(index);
  cut.add(0);
  sleep((ramp * index) / devices);
  while (Date.now() < data.end) {
    connectUntil(data.end, who);
    if (Date.now() < data.end) {
      cut.add(1);
      sleep(1);
    }
  }
}

function connectUntil(end, who) {
  let sent = 0;
  let back = 0;
  gateway.deviceSession(who, who.id, {
    registered: function (socket) {
      socket.setTimeout(function () {
        socket.close(1000);
      }, Math.max(1, end - Date.now()));
      socket.setInterval(function () {
        if (Date.now() + patience * 1000 > end) {
          return;
        }
        sent += 1;
        const number = sent;
        socket.send(gateway.actuation(who, { n: number, at: Date.now() }));
        socket.setTimeout(function () {
          arrived.add(back >= number);
        }, patience * 1000);
      }, period * 1000);
    },
    actuation: function (content) {
      // In the order sent, each once: anything else leaves the count behind, and that is what is looked at.
      if (gateway.parameter(content, 'n') === back + 1) {
        back += 1;
      }
      gateway.delivered.add(1);
      gateway.deliveryTime.add(Date.now() - gateway.parameter(content, 'at'));
    },
  });
}
