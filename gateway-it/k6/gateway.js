// What the scripts share: the fleet, the settings they all take, the metrics, and one connection's conversation with the gateway.
import { WebSocket } from 'k6/websockets';
import { SharedArray } from 'k6/data';
import { Counter, Rate, Trend } from 'k6/metrics';

export const url = (__ENV.URL || 'ws://127.0.0.1:5000').replace(/\/+$/, '');

// The demo's; another system has the same variable as its gateways.
export const credentials = JSON.parse(
  __ENV.OISP_WEBSOCKETUSER_CONFIG ||
    '{"username":"api_actuator","password":"AgjY7H3eXztyA6AmNjI2rte446gdttgattwRRF61"}'
);

// deviceId,deviceUID,accountId,token: as `./gateway dev --devices N` writes it. Held once for all virtual users.
const fleet = new SharedArray('fleet', () =>
  open(__ENV.FLEET || '../../target/dev/fleet.csv')
    .trim()
    .split('\n')
    .map((line) => {
      const [id, uid, account, token] = line.split(',');
      return { id, uid, account, token };
    })
);

export const fleetSize = fleet.length;

export function device(index) {
  return fleet[index % fleet.length];
}

// A whole number from the environment.
export function number(name, otherwise) {
  if (__ENV[name] === undefined || __ENV[name] === '') {
    return otherwise;
  }
  const value = Number(__ENV[name]);
  if (!Number.isInteger(value) || value < 0) {
    throw new Error(`${name}: "${__ENV[name]}" is not a whole number`);
  }
  return value;
}

export function atMostTheFleet(wanted) {
  if (wanted < 1 || wanted > fleet.length) {
    throw new Error(`DEVICES: ${wanted} devices wanted, and the fleet file has ${fleet.length}`);
  }
  return wanted;
}

// Named as the gateway's own, in its units. The rates are for thresholds.
export const registrations = new Counter('gateway_registrations');
export const registered = new Rate('gateway_registered');
export const registrationSeconds = new Trend('gateway_registration_seconds');
export const delivered = new Rate('gateway_delivered');
export const deliverySeconds = new Trend('gateway_delivery_seconds');
export const outcomes = new Counter('gateway_actuation_outcomes');
export const receiptSeconds = new Trend('gateway_receipt_seconds');
export const drops = new Counter('gateway_drops');

// The gateway has told what became of an actuation. `receipt` has an outcome and a reason.
export function told(receipt, sentAt) {
  outcomes.add(1, { outcome: receipt.outcome, reason: receipt.reason });
  if (receipt.outcome === 'delivered') {
    receiptSeconds.add((Date.now() - sentAt) / 1000);
  }
}

// Devices that come at an even rate within so many seconds, whether or not the gateway keeps up. An iteration lasts as long as its device
// is connected, so each has a virtual user. A second more, so that the last one certainly comes: iterations beyond it have nothing to do.
export function arrivals(devices, ramp, stay) {
  return {
    executor: 'constant-arrival-rate',
    rate: devices,
    timeUnit: `${Math.max(1, ramp)}s`,
    duration: `${Math.max(1, ramp) + 1}s`,
    preAllocatedVUs: devices + 1,
    gracefulStop: `${stay + 60}s`,
  };
}

// Opens a connection on a path of the caller's choice.
export function connect(path) {
  return new WebSocket(`${url}/${path}`, 'echo-protocol', { tags: { name: 'gateway' } });
}

// Closes a connection later, for good.
export function closeAt(socket, time) {
  return setTimeout(() => socket.close(1000), Math.max(1, time - Date.now()));
}

// One connection of a device, from its handshake to its end. handlers.registered(socket) is called after the 200,
// handlers.actuation(content) for each actuation, handlers.receipt(content) for each receipt, if there is such a handler, and
// handlers.ended(good, code) at the end; good: it was registered.
export function deviceSession(who, path, handlers) {
  const begun = Date.now();
  let outcome = null;
  function answered(as) {
    outcome = as;
    registrations.add(1, { outcome });
    registered.add(outcome === 'registered', { outcome });
  }
  const socket = connect(path);
  socket.onopen = () => socket.send(JSON.stringify({ type: 'device', deviceId: who.id, deviceToken: who.token }));
  socket.onmessage = (event) => {
    const message = JSON.parse(event.data);
    if (message.code === 1024) {
      handlers.actuation(message.content.content);
    } else if (message.code === 1025) {
      handlers.receipt(message.content);
    } else if (outcome === null) {
      answered(message.code === 200 ? 'registered' : `refused_${message.code}`);
      if (outcome === 'registered') {
        registrationSeconds.add((Date.now() - begun) / 1000);
        handlers.registered(socket);
      } else {
        socket.close(1000);
      }
    }
  };
  // A close follows each error.
  socket.onerror = () => {};
  socket.onclose = (event) => {
    if (outcome === null) {
      answered('not_connected');
    }
    handlers.ended(outcome === 'registered', event.code || 0);
  };
}

function body(who, values) {
  return {
    type: 'command',
    transport: 'ws',
    content: {
      domainId: who.account,
      accountId: who.account,
      deviceUID: who.uid,
      deviceId: who.id,
      gatewayId: who.id,
      command: 'LED.v1.0',
      params: Object.keys(values).map((name) => ({ name, value: String(values[name]) })),
    },
  };
}

// An actuation whose parameters are the given numbers. With an id its sender is told what became of it.
export function actuation(who, values, id) {
  const message = { type: 'actuation', credentials, body: body(who, values) };
  return JSON.stringify(id === undefined ? message : { ...message, id, receipt: 'delivered' });
}

// The number that an actuation carries under a name.
export function parameter(content, name) {
  return Number(content.params.find((entry) => entry.name === name).value);
}
