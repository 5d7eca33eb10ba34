// What the scripts share: the fleet, the settings they all take, and one device's or sender's conversation with the gateway.
import ws from 'k6/ws';
import { SharedArray } from 'k6/data';
import { Rate, Trend, Counter } from 'k6/metrics';

export const url = (__ENV.URL || 'ws://127.0.0.1:5000').replace(/\/+$/, '');

// The demo's; whoever runs another system has the same variable as its gateways.
const credentials = JSON.parse(
  __ENV.OISP_WEBSOCKETUSER_CONFIG ||
    '{"username":"api_actuator","password":"AgjY7H3eXztyA6AmNjI2rte446gdttgattwRRF61"}'
);

// deviceId,deviceUID,accountId,token: as `./gateway dev --devices N` writes it. Held once for all virtual users.
const fleet = new SharedArray('fleet', function () {
  return open(__ENV.FLEET || '../../target/dev/fleet.csv')
    .trim()
    .split('\n')
    .map(function (line) {
      const fields = line.split(',');
      return { id: fields[0], uid: fields[1], account: fields[2], token: fields[3] };
    });
});

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

export const registered = new Rate('gateway_registered');
export const registrationTime = new Trend('gateway_registration_ms', true);
export const delivered = new Counter('gateway_delivered');
export const deliveryTime = new Trend('gateway_delivery_ms', true);

// What becomes of a connection, for the caller to tell from an error of its own.
const GOOD = 101;

// Connects on a path of the caller's choice and runs the conversation to its end; true if the gateway accepted the handshake.
export function converse(path, conversation) {
  const response = ws.connect(
    `${url}/${path}`,
    { headers: { 'Sec-WebSocket-Protocol': 'echo-protocol' } },
    conversation
  );
  return Boolean(response) && response.status === GOOD;
}

// One connection of a device, from its handshake to its end. handlers.registered(socket) is called after the 200, and
// handlers.actuation(content, socket) for each actuation. Returns true if it was registered in it.
export function deviceSession(who, path, handlers) {
  const begun = Date.now();
  let answered = false;
  let good = false;
  converse(path, function (socket) {
    socket.on('open', function () {
      socket.send(JSON.stringify({ type: 'device', deviceId: who.id, deviceToken: who.token }));
    });
    socket.on('message', function (text) {
      const message = JSON.parse(text);
      if (message.code === 1024) {
        handlers.actuation(message.content.content, socket);
      } else if (!answered) {
        answered = true;
        good = message.code === 200;
        registered.add(good);
        if (good) {
          registrationTime.add(Date.now() - begun);
          handlers.registered(socket);
        } else {
          socket.close(1000);
        }
      }
    });
  });
  if (!answered) {
    registered.add(false);
  }
  return good;
}

// An actuation whose parameters are the given numbers.
export function actuation(who, values) {
  return JSON.stringify({
    type: 'actuation',
    credentials: credentials,
    body: {
      type: 'command',
      transport: 'ws',
      content: {
        domainId: who.account,
        accountId: who.account,
        deviceUID: who.uid,
        deviceId: who.id,
        gatewayId: who.id,
        command: 'LED.v1.0',
        params: Object.keys(values).map(function (name) {
          return { name: name, value: String(values[name]) };
        }),
      },
    },
  });
}

// The number that an actuation carries under a name.
export function parameter(content, name) {
  const found = content.params.find(function (entry) {
    return entry.name === name;
  });
  return Number(found.value);
}
