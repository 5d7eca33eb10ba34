/** Words for the tags that the gateway counts by. The tags are those of /metrics. */
import {get} from './api.js';

/** In the order of charts and legends: the desired outcome comes first. */
export const REGISTRATIONS = ['registered', 'invalid_token', 'unknown_device', 'database_failed', 'row_locked', 'timed_out', 'overloaded',
  'keys_unavailable', 'no_account', 'foreign_certificate', 'too_many_devices'];
export const ACTUATIONS = ['accepted', 'forwarded', 'not_connected', 'mailbox_full', 'wrong_credentials', 'bus_down', 'not_here',
  'unresolved', 'malformed', 'ambiguous', 'unaddressed', 'bus_full', 'foreign_account', 'over_share', 'expired', 'invalid_request',
  'too_many_receipts', 'stopping', 'queued', 'queue_full', 'queue_off', 'storage_down', 'storage_unknown', 'unknown_device', 'collapsed'];
export const DROPS = ['shutdown', 'slow_device', 'silent_peer', 'registration_refused', 'taken_over', 'no_first_message',
  'malformed_message', 'protocol_error', 'internal_error', 'too_big', 'invalid_text', 'slow_message', 'memory', 'flood', 'unregistered'];
export const HANDSHAKES = ['accepted', 'too_many_connections', 'too_busy', 'too_many_from_address', 'address_limited', 'draining', 'forbidden', 'timed_out', 'not_found',
  'bad_request', 'tls_failed', 'upgrade_required', 'bad_proxy_header'];

export const KINDS = {
  registered: 'registered', refused: 'refused', gone: 'gone', dropped: 'dropped', lost: 'lost', forwarded: 'forwarded', slowed: 'slowed', system: 'system',
};

/** A tag within a sentence. */
export const words = tag => tag.replaceAll('_', ' ');

/** What the tags mean, as the gateway explains them, so that page, API, journal and documents agree. */
let table = {actuations: {}, outcomes: {}, states: {}, registrations: {}, drops: {}, alerts: {}};

/** Requests the words from the gateway; keeps the known ones if it does not answer. */
export async function learn() {
  try {
    table = await get('/api/words');
  } catch {
    // The next connection requests them again.
  }
}

/** {arrival: 'arrived' | 'waiting' | 'passed' | 'lost', what, remedy} */
export const actuation = tag => table.actuations[tag] ?? {arrival: 'lost', what: 'It ended as “' + words(tag) + '”.', remedy: null};

/** Why an actuation ended as it did: {outcome, what, remedy}. */
export const outcome = reason => table.outcomes[reason] ?? {outcome: 'unconfirmed', what: 'It ended as “' + words(reason) + '”.', remedy: null};

/** The state of an actuation that has no outcome yet: {what}. */
export const state = tag => table.states[tag] ?? {what: 'It is ' + words(tag) + '.'};

/** Why the gateway ended a connection: {what, remedy}; null if the tag is no such reason. */
export const drop = tag => table.drops[tag] ?? null;

/** Why a device was not registered: {what, remedy}, or null. */
export const refusal = tag => table.registrations[tag] ?? null;

/** {severity: 'critical' | 'warning' | 'info', what} */
export const alert = name => table.alerts[name] ?? {severity: 'warning', what: name + ' fires.'};

/** The tone of a system event: bad, good again, or neither. */
export function toneOf(tag) {
  if (/_up$/.test(tag ?? '')) return 'good';
  if (/_down$|^dead_|failed/.test(tag ?? '')) return 'bad';
  return 'note';
}
