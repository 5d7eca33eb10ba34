// Receipts: RATE actuations a second are posted to the operators' port, each to one of DEVICES connected devices, whether or not the
// gateway keeps up, and the answer says what became of it. What it shows: README.md beside this file.
import http from 'k6/http';
import encoding from 'k6/encoding';
import exec from 'k6/execution';
import { Rate } from 'k6/metrics';
import * as gateway from './gateway.js';

const devices = gateway.atMostTheFleet(gateway.number('DEVICES', Math.min(200, gateway.fleetSize)));
const rate = gateway.number('RATE', 200);
const seconds = gateway.number('SECONDS', 60);
const ramp = gateway.number('RAMP_SECONDS', 10);
const api = (__ENV.API || 'http://127.0.0.1:5001').replace(/\/+$/, '');
const tail = 5;

// Of the devices: whether all numbers up to the highest came.
const complete = new Rate('gateway_complete');

export const options = {
  scenarios: {
    devices: { exec: 'receive', ...gateway.arrivals(devices, ramp, seconds + tail) },
    senders: {
      executor: 'constant-arrival-rate',
      exec: 'send',
      startTime: `${ramp}s`,
      rate,
      timeUnit: '1s',
      duration: `${seconds}s`,
      preAllocatedVUs: Math.max(1, Math.ceil(rate / 10)),
      maxVUs: Math.max(1, rate * 2),
    },
  },
  thresholds: {
    gateway_registered: ['rate==1'],
    gateway_delivered: ['rate==1'],
    gateway_receipt_seconds: ['p(95)<0.1', 'p(99)<0.5'],
    gateway_complete: ['rate==1'],
    // Fewer senders than the rate needs: the other figures are k6's.
    'dropped_iterations{scenario:senders}': ['count==0'],
  },
};

export function setup() {
  return { end: Date.now() + (ramp + seconds + tail) * 1000 };
}

export function receive(data) {
  const index = exec.scenario.iterationInTest;
  if (index >= devices) {
    return;
  }
  let received = 0;
  let announced = 0;
  gateway.deviceSession(gateway.device(index), gateway.device(index).id, {
    registered: (socket) => gateway.closeAt(socket, data.end),
    actuation: (content) => {
      received += 1;
      announced = Math.max(announced, gateway.parameter(content, 'n') + 1);
      gateway.deliverySeconds.add((Date.now() - gateway.parameter(content, 'at')) / 1000);
    },
    ended: () => complete.add(received === announced),
  });
}

export function send() {
  const turn = exec.scenario.iterationInTest;
  const who = gateway.device(turn % devices);
  const at = Date.now();
  const answer = http.post(
    `${api}/api/actuations`,
    JSON.stringify({
      accountId: who.account,
      deviceId: who.id,
      params: [
        { name: 'n', value: String(Math.floor(turn / devices)) },
        { name: 'at', value: String(at) },
      ],
    }),
    {
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Basic ${encoding.b64encode(`${gateway.credentials.username}:${gateway.credentials.password}`)}`,
      },
      tags: { name: 'actuations' },
    }
  );
  const receipt = answer.status === 200 ? answer.json() : { outcome: `status_${answer.status}`, reason: '' };
  gateway.delivered.add(receipt.outcome === 'delivered', { outcome: receipt.outcome });
  gateway.told(receipt, at);
}
