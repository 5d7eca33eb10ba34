// Actuation rate: LANES senders send RATE actuations a second in all to DEVICES connected devices for SECONDS, whether or not the gateway
// keeps up. What it shows: README.md beside this file.
import { sleep } from 'k6';
import exec from 'k6/execution';
import { Counter, Rate, Trend } from 'k6/metrics';
import * as gateway from './gateway.js';

const devices = gateway.atMostTheFleet(gateway.number('DEVICES', Math.min(200, gateway.fleetSize)));
const lanes = Math.min(gateway.number('LANES', 4), devices);
const rate = gateway.number('RATE', 1000);
const seconds = gateway.number('SECONDS', 60);
const ramp = gateway.number('RAMP_SECONDS', 10);
const tick = 10;
// Time for what is under way when the last one was sent.
const tail = 5;

const sent = new Counter('gateway_sent');
const inOrder = new Rate('gateway_in_order');
const complete = new Rate('gateway_complete');
const senderLag = new Trend('gateway_sender_lag_ms', true);

export const options = {
  scenarios: {
    devices: {
      executor: 'per-vu-iterations',
      exec: 'receive',
      vus: devices,
      iterations: 1,
      maxDuration: `${ramp + seconds + tail + 60}s`,
    },
    senders: {
      executor: 'per-vu-iterations',
      exec: 'send',
      vus: lanes,
      iterations: 1,
      maxDuration: `${ramp + seconds + tail + 60}s`,
    },
  },
  thresholds: {
    gateway_registered: ['rate==1'],
    gateway_in_order: ['rate==1'],
    gateway_complete: ['rate==1'],
    gateway_delivery_ms: ['p(95)<50', 'p(99)<250'],
    // Above it k6 itself was too slow, and the other figures are k6's.
    gateway_sender_lag_ms: ['p(99)<200'],
  },
};

export function setup() {
  const begin = Date.now() + ramp * 1000;
  return { begin: begin, last: begin + seconds * 1000, end: begin + (seconds + tail) * 1000 };
}

// Device i is in lane i modulo LANES. A lane has a path of its own, so a balancer that goes by the path keeps its sender and
// its devices on one gateway.
function path(lane) {
  return `lane-${lane}`;
}

export function receive(data) {
  const index = exec.scenario.iterationInTest;
  const who = gateway.device(index);
  let received = 0;
  let expected = 0;
  let announced = -1;
  sleep((0.8 * ramp * index) / devices);
  gateway.deviceSession(who, path(index % lanes), {
    registered: function (socket) {
      socket.setTimeout(function () {
        socket.close(1000);
      }, Math.max(1, data.end - Date.now()));
    },
    actuation: function (content) {
      const total = gateway.parameter(content, 'total');
      if (total >= 0) {
        announced = total;
        return;
      }
      const n = gateway.parameter(content, 'n');
      inOrder.add(n === expected);
      expected = n + 1;
      received += 1;
      gateway.delivered.add(1);
      gateway.deliveryTime.add(Date.now() - gateway.parameter(content, 'at'));
    },
  });
  complete.add(received === announced);
}

export function send(data) {
  const lane = exec.scenario.iterationInTest;
  const mine = [];
  for (let index = lane; index < devices; index += lanes) {
    mine.push({ who: gateway.device(index), sent: 0 });
  }
  sleep(Math.max(0, (data.begin - Date.now()) / 1000));
  gateway.converse(path(lane), function (socket) {
    let total = 0;
    let over = false;
    function due() {
      return Math.floor(((Math.min(Date.now(), data.last) - data.begin) * rate) / lanes / 1000);
    }
    socket.on('open', function () {
      socket.setInterval(function () {
        for (const goal = due(); total < goal; total += 1) {
          const to = mine[total % mine.length];
          const now = Date.now();
          senderLag.add(Math.max(0, now - (data.begin + (total * lanes * 1000) / rate)));
          socket.send(gateway.actuation(to.who, { n: to.sent, at: now, total: -1 }));
          to.sent += 1;
          sent.add(1);
        }
        if (Date.now() >= data.last && !over) {
          over = true;
          // Each device is told how many there were: one that was lost at the end is missed too.
          mine.forEach(function (to) {
            socket.send(gateway.actuation(to.who, { n: 0, at: 0, total: to.sent }));
          });
          socket.setTimeout(function () {
            socket.close(1000);
          }, Math.max(1, data.end - Date.now()));
        }
      }, tick);
    });
  });
}
