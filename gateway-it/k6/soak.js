// Fleet soak: DEVICES devices stay connected for SECONDS; every PERIOD_SECONDS each sends itself an actuation over its own connection,
// and expects it back. What it shows: README.md beside this file.
import exec from 'k6/execution';
import * as gateway from './gateway.js';

const devices = gateway.atMostTheFleet(gateway.number('DEVICES', Math.min(500, gateway.fleetSize)));
const seconds = gateway.number('SECONDS', 300);
const ramp = gateway.number('RAMP_SECONDS', 30);
const period = gateway.number('PERIOD_SECONDS', 10);
const receipts = gateway.number('RECEIPTS', 1) > 0;
// An actuation that is not back by then counts as lost.
const patience = 5;

export const options = {
  scenarios: { fleet: gateway.arrivals(devices, ramp, seconds) },
  thresholds: {
    gateway_registered: ['rate==1'],
    gateway_registration_seconds: ['p(95)<1'],
    gateway_delivered: ['rate==1'],
    gateway_delivery_seconds: ['p(95)<0.05', 'p(99)<0.25'],
    gateway_drops: ['count==0'],
  },
};

export function setup() {
  return { end: Date.now() + (ramp + seconds) * 1000 };
}

export default function (data) {
  const index = exec.scenario.iterationInTest;
  if (index < devices) {
    gateway.drops.add(0);
    stay(gateway.device(index), data.end);
  }
}

function stay(who, end) {
  let sent = 0;
  let back = 0;
  const due = {};
  let timer = null;
  gateway.deviceSession(who, who.id, {
    registered: (socket) => {
      gateway.closeAt(socket, end);
      timer = setInterval(() => {
        if (Date.now() + patience * 1000 > end) {
          return;
        }
        sent += 1;
        const n = sent;
        const at = Date.now();
        due[n] = at;
        socket.send(gateway.actuation(who, { n, at }, receipts ? String(n) : undefined));
        setTimeout(() => {
          const there = back >= n && (!receipts || due[n] === undefined);
          gateway.delivered.add(there, { outcome: there ? 'delivered' : 'lost' });
        }, patience * 1000);
      }, period * 1000);
    },
    actuation: (content) => {
      // In the order sent, each once: anything else leaves the count behind, and that is what is looked at.
      if (gateway.parameter(content, 'n') === back + 1) {
        back += 1;
      }
      gateway.deliverySeconds.add((Date.now() - gateway.parameter(content, 'at')) / 1000);
    },
    receipt: (receipt) => {
      gateway.told(receipt, due[receipt.id]);
      if (receipt.outcome === 'delivered') {
        delete due[receipt.id];
      }
    },
    ended: (good, code) => {
      clearInterval(timer);
      if (Date.now() < end) {
        gateway.drops.add(1, { code: String(code) });
        setTimeout(() => stay(who, end), 1000);
      }
    },
  });
}
