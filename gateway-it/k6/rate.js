// Actuation rate: LANES senders send RATE actuations a second in all to DEVICES connected devices for SECONDS, whether or not the gateway
// keeps up. What it shows: README.md beside this file.
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
const senderLag = new Trend('gateway_sender_lag_seconds');

export const options = {
  scenarios: {
    devices: { exec: 'receive', ...gateway.arrivals(devices, ramp, seconds + tail) },
    // An arrival-rate executor cannot have these: a connection ends with its iteration. Each keeps to the rate by the clock instead.
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
    gateway_delivered: ['rate==1'],
    gateway_delivery_seconds: ['p(95)<0.05', 'p(99)<0.25'],
    // Above it k6 itself was too slow, and the other figures are k6's.
    gateway_sender_lag_seconds: ['p(99)<0.2'],
  },
};

export function setup() {
  const begin = Date.now() + ramp * 1000;
  return { begin, last: begin + seconds * 1000, end: begin + (seconds + tail) * 1000 };
}

// Device i is in lane i modulo LANES. A lane has a path of its own, so a balancer that goes by the path keeps its sender and
// its devices on one gateway.
function path(lane) {
  return `lane-${lane}`;
}

export function receive(data) {
  const index = exec.scenario.iterationInTest;
  if (index >= devices) {
    return;
  }
  let received = 0;
  let announced = 0;
  gateway.deviceSession(gateway.device(index), path(index % lanes), {
    registered: (socket) => gateway.closeAt(socket, data.end),
    actuation: (content) => {
      const total = gateway.parameter(content, 'total');
      if (total >= 0) {
        announced = total;
        return;
      }
      inOrder.add(gateway.parameter(content, 'n') === received);
      received += 1;
      gateway.deliverySeconds.add((Date.now() - gateway.parameter(content, 'at')) / 1000);
    },
    ended: () => {
      for (let n = 0; n < Math.max(received, announced); n += 1) {
        gateway.delivered.add(n < received && n < announced);
      }
    },
  });
}

export function send(data) {
  const lane = exec.scenario.iterationInTest;
  const mine = [];
  for (let index = lane; index < devices; index += lanes) {
    mine.push({ who: gateway.device(index), sent: 0 });
  }
  setTimeout(() => sendAll(lane, mine, data), Math.max(1, data.begin - Date.now()));
}

function sendAll(lane, mine, data) {
  let total = 0;
  let timer = null;
  const all = Math.floor((seconds * rate) / lanes);
  // How many are due: the first at the beginning.
  const due = () => Math.min(all, 1 + Math.floor(((Date.now() - data.begin) * rate) / lanes / 1000));
  const socket = gateway.connect(path(lane));
  socket.onopen = () => {
    timer = setInterval(() => {
      for (const goal = due(); total < goal; total += 1) {
        const to = mine[total % mine.length];
        const at = Date.now();
        senderLag.add(Math.max(0, at - (data.begin + (total * lanes * 1000) / rate)) / 1000);
        socket.send(gateway.actuation(to.who, { n: to.sent, at, total: -1 }));
        to.sent += 1;
        sent.add(1);
      }
      if (Date.now() >= data.last) {
        clearInterval(timer);
        // Each device is told how many there were: one that was lost at the end is missed too.
        mine.forEach((to) => socket.send(gateway.actuation(to.who, { n: 0, at: 0, total: to.sent })));
        gateway.closeAt(socket, data.end);
      }
    }, tick);
  };
  socket.onerror = () => {};
  socket.onclose = () => clearInterval(timer);
}
