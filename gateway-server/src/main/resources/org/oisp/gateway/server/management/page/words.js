/** Words for the tags that the gateway counts by, and what a person can do about each. The tags are those of /metrics. */

/** In the order of charts and legends: what should be comes first. */
export const REGISTRATIONS = ['registered', 'invalid_token', 'unknown_device', 'database_failed', 'timed_out', 'overloaded',
  'keys_unavailable', 'no_account', 'foreign_certificate', 'too_many_devices'];
export const ACTUATIONS = ['accepted', 'forwarded', 'not_connected', 'mailbox_full', 'wrong_credentials', 'bus_down', 'not_here',
  'unresolved', 'malformed', 'ambiguous', 'unaddressed', 'bus_full', 'foreign_account'];
export const DROPS = ['shutdown', 'slow_device', 'silent_peer', 'registration_refused', 'taken_over', 'no_first_message',
  'malformed_message', 'protocol_error', 'internal_error', 'too_big', 'invalid_text'];
export const HANDSHAKES = ['accepted', 'too_many_connections', 'too_many_from_address', 'draining', 'forbidden', 'timed_out', 'not_found',
  'bad_request', 'tls_failed', 'upgrade_required', 'bad_proxy_header'];

export const KINDS = {
  registered: 'registered', refused: 'refused', gone: 'gone', dropped: 'dropped', lost: 'lost', forwarded: 'forwarded', system: 'system',
};

/** A tag within a sentence. */
export const words = tag => tag.replaceAll('_', ' ');

/** What became of an actuation: did it arrive, in a sentence; and what to do. */
const ACTUATION = {
  written: ['arrived', 'The device’s socket took it.', null],
  accepted: ['waiting', 'It is in the device’s mailbox.', null],
  waiting: ['waiting', 'It waits in the mailbox: the device does not read.',
    'Look at the device: its program or its network hangs. If it goes on so, the mailbox fills and the connection is dropped.'],
  forwarded: ['passed', 'It was handed to another instance, which has heard it.', 'The events of that instance say what became of it.'],
  not_connected: ['lost', 'The device was not connected, to no instance that could be asked.', 'Nothing is kept for later: send it again once the device is connected.'],
  not_here: ['lost', 'It came over Redis for a device that had just moved or left.', 'Send it again: by now every instance knows where the device is.'],
  foreign_account: ['lost', 'It came over the channel of another account.', 'Its sender has mixed up accounts: domainId and channel have to be the same account.'],
  bus_down: ['lost', 'The device is not connected to this instance, and Redis is away, so that no other could be asked.', 'Bring Redis back, then send it again.'],
  bus_full: ['lost', 'Too much was on its way to other instances.', 'Send more slowly, or raise GATEWAY_FORWARD_MESSAGES and GATEWAY_FORWARD_BYTES.'],
  unresolved: ['lost', 'The device is not connected here, and the database did not say which one is meant.', 'See whether the database answers and whether the deviceUID is right.'],
  unaddressed: ['lost', 'It named no device.', 'Its content needs a deviceUID, or a deviceId with its accountId.'],
  ambiguous: ['lost', 'It named a device by its id alone, and several accounts have one of that id connected.', 'Name the account or the deviceUID too.'],
  wrong_credentials: ['lost', 'Its user name or password was wrong.', 'Compare the sender’s credentials with the gateway’s websocketUserConfig.'],
  malformed: ['lost', 'It had no body, or its body no content.', 'Correct the sender: docs/PROTOCOL.md has the form.'],
  mailbox_full: ['lost', 'The device did not read, its mailbox was full, and its connection was dropped.', 'Look at the device; GATEWAY_MAILBOX_MESSAGES and GATEWAY_MAILBOX_BYTES are the bound.'],
};

/** {arrival: 'arrived' | 'waiting' | 'passed' | 'lost', what, remedy} */
export function actuation(tag) {
  const [arrival, what, remedy] = ACTUATION[tag] ?? ['lost', 'It ended as “' + words(tag) + '”.', null];
  return {arrival, what, remedy};
}

const DROP = {
  silent_peer: 'it answered no ping',
  slow_device: 'it did not read what it was sent',
  no_first_message: 'it said nothing in time',
  malformed_message: 'it sent a message that could not be understood',
  registration_refused: 'its registration was refused',
  protocol_error: 'it broke a rule of WebSocket',
  too_big: 'it sent more than a message may have',
  invalid_text: 'it sent a text that is not UTF-8',
  taken_over: 'it has connected again elsewhere',
  shutdown: 'the gateway stopped or was emptied',
  internal_error: 'of a defect in the gateway: its log has the stack trace',
};

/** Why the gateway ended a connection, to follow “because”. */
export const drop = tag => DROP[tag] ?? words(tag);

const REFUSAL = {
  invalid_token: 'Its token is missing, expired, signed by another key, or another device’s: give it a new one.',
  foreign_certificate: 'The certificate of its connection is another device’s.',
  keys_unavailable: 'Its token’s key is not known, and the provider of keys is away.',
  no_account: 'Its token names no account: have a new one issued.',
  unknown_device: 'The database has no such device: activate it in the dashboard first.',
  database_failed: 'The database failed: it may come again once that answers.',
  timed_out: 'There was no answer in time: the database is slow.',
  overloaded: 'Too many registrations were under way: it may come again.',
  too_many_devices: 'Its connection holds as many devices as it may.',
};

export const refusal = tag => REFUSAL[tag] ?? null;

/** Whether something of the system is bad, good again, or neither. */
export function toneOf(tag) {
  if (/_up$/.test(tag ?? '')) return 'good';
  if (/_down$|^dead_|failed/.test(tag ?? '')) return 'bad';
  return 'note';
}
