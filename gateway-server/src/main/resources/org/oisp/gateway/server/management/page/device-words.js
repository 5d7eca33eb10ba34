/** Sentences about a device: its state, its token, and why its last actuation did or did not arrive. */
import {ago, bytes, count, micros, now, span} from './format.js';
import {actuation, drop, refusal, words} from './words.js';

const SOON_MS = 24 * 3600_000;

/** [tone, sentence] of whether it is connected, and since when or why not. */
export function stateOf(device, events) {
  if (device === null) {
    return ['warn', 'The database has no such device'];
  }
  if (device.connected === true) {
    return ['good', 'Connected for ' + span(now() - Date.parse(device.since))];
  }
  if (device.connected === null) {
    return ['quiet', 'Unknown: an instance that may have the device has not answered'];
  }
  return ['warn', 'Not connected' + whyAway(events)];
}

function whyAway(events) {
  const last = events.find(entry => ['gone', 'dropped', 'refused', 'registered'].includes(entry.kind));
  if (!last || last.kind === 'registered') {
    return '';
  }
  if (last.kind === 'refused') {
    return ': its registration was refused ' + ago(last.at);
  }
  return drop(last.outcome) ? ': the gateway ended its connection ' + ago(last.at) : ': it left ' + ago(last.at);
}

/** What to do so that it can connect, or null. */
export function adviceFor(device, events) {
  if (device?.connected !== false) {
    return null;
  }
  const last = events.find(entry => ['gone', 'dropped', 'refused', 'registered'].includes(entry.kind));
  const why = last?.kind === 'refused' ? refusal(last.outcome) : last ? drop(last.outcome) : null;
  return why ? [why.what, why.remedy].filter(Boolean).join(' ') : last?.kind === 'gone' ? last.text : null;
}

/** [tone, sentence] of its token's end. */
export function tokenOf(device) {
  if (device.tokenEnds === null) {
    return ['note', 'does not expire'];
  }
  const left = Date.parse(device.tokenEnds) - now();
  if (left <= 0) {
    return ['bad', 'expired ' + span(-left) + ' ago: the device stays connected, but cannot register again; give it a new token'];
  }
  const text = 'expires in ' + span(left);
  return left < SOON_MS ? ['warn', text + ': give the device a new token before that'] : ['note', text];
}

/**
 * Why the last actuation did or did not arrive: {tone, title, sentences}. The newer one counts: the connection's last actuation, or the
 * event of an actuation that was lost.
 */
export function whyOf(device, events, since) {
  const newest = device?.connected === true ? device.actuations?.last ?? null : null;
  const own = newest === null ? null : {...newest, at: Date.parse(newest.at)};
  const told = events.find(entry => entry.kind === 'lost' || entry.kind === 'forwarded' && !own) ?? null;
  if (own && (!told || own.at >= told.at)) {
    return ofConnection(own, device);
  }
  if (told) {
    return ofEvent(told, device, events);
  }
  if (device?.connected === true) {
    return {tone: 'quiet', title: 'Nothing has been sent to it', sentences: ['No actuation has come for the device since it connected. Send one below.']};
  }
  return {tone: 'quiet', title: 'No actuation for it is known', sentences: [
    since === null ? 'The journal has no event of this device.' : 'None was sent in the last ' + span(now() - since) + '; the journal has no older events.',
    device === null ? null : 'An actuation sent now would not arrive: the device is not connected, and actuations are not stored.'].filter(Boolean)};
}

function ofConnection(last, device) {
  const {what, remedy, arrival} = actuation(last.outcome);
  if (arrival === 'arrived') {
    const took = last.micros === null || last.micros === undefined ? '' : ', ' + micros(last.micros) + ' after it was read from its sender';
    return {tone: 'good', title: 'It was written, ' + ago(last.at), sentences: [what.replace(/\.$/, '') + took + '.',
      'To learn whether a device has read an actuation, the sender has to ask for a receipt.']};
  }
  const box = device.mailbox;
  return {tone: 'warn', title: 'It has waited for ' + span(now() - last.at), sentences: [what,
    box ? count(box.messages) + (box.messages === 1 ? ' message waits' : ' messages wait') + ' there, ' + bytes(box.bytes) + '.' : null, remedy].filter(Boolean)};
}

function ofEvent(entry, device, events) {
  const {arrival, what, remedy} = actuation(entry.kind === 'forwarded' ? 'forwarded' : entry.outcome ?? 'lost');
  const back = device?.connected === true && Date.parse(device.since) > entry.at;
  const away = arrival === 'lost' && entry.outcome === 'not_connected' ? events.find(one => one.at <= entry.at && (one.kind === 'gone' || one.kind === 'dropped')) : null;
  return {
    tone: arrival === 'lost' ? 'bad' : 'quiet',
    title: (arrival === 'lost' ? 'It did not arrive, ' : 'It was forwarded, ') + ago(entry.at),
    sentences: [what,
      away ? (drop(away.outcome) ? 'The gateway had ended its connection ' : 'The device had left ') + span(entry.at - away.at) + ' before. '
        + away.text : null,
      back ? 'The device has connected since: an actuation sent now reaches it.' : remedy].filter(Boolean),
  };
}

const TONES = {delivered: 'good', succeeded: 'good', failed: 'bad', not_delivered: 'bad', unconfirmed: 'warn'};

/** The tone of an actuation's state or outcome. */
export const toneOfState = state => TONES[state] ?? 'quiet';

/** The answer to a test actuation: [tone, title, sentences]. */
export function answerOf(answer) {
  const titles = {
    delivered: () => 'It arrived: the device has read it, ' + micros(answer.micros) + ' after it was sent',
    succeeded: () => 'The device reports success, ' + micros(answer.micros) + ' after it was sent',
    failed: () => 'The device reports a failure',
    not_delivered: () => 'It did not arrive: ' + words(answer.reason),
    unconfirmed: () => 'It was sent, and cannot be confirmed: ' + words(answer.reason),
  };
  const title = titles[answer.outcome]?.() ?? 'It is on its way: ' + words(answer.state);
  return [toneOfState(answer.state), title, [answer.text, answer.detail].filter(Boolean)];
}

/**
 * What is known of a test actuation if there is no answer with its outcome: [tone, title, sentences]; taken says whether the gateway
 * answered that it took it.
 */
export function failureOf(failed, taken) {
  if (taken) {
    return ['warn', 'The gateway accepted it, but its outcome is not known', [failed.message, 'Look at the device before you send it again.']];
  }
  if (failed.status >= 400 && failed.status < 500) {
    return ['bad', 'It was not sent', [failed.message]];
  }
  // The error says whether anything was sent.
  return failed.status === 503
    ? ['bad', 'The gateway is too busy', [failed.message]]
    : ['warn', 'It is not known whether it was sent', [failed.message, 'Look at the device before you send it again.']];
}
