/** The form that sends a test actuation to a device. */
import {actuationPath, get, post} from './api.js';
import {el, fill, say} from './dom.js';
import {answerOf, failureOf} from './device-words.js';

const MOST_PAIRS = 20;
/** For how many seconds the gateway keeps the actuation if the device is away. */
const KEEP = [['', 'not'], [3600, 'for an hour'], [86400, 'for a day'], [2592000, 'for 30 days']];
/** How often the outcome is requested if the gateway's answer did not have it yet. */
const EVERY = 1000;

/** Creates the form; calls `sent` when there is an answer. */
export function sendForm(account, id, sent) {
  const pairs = el('div', {class: 'pairs'});
  const result = el('div', {class: 'result', role: 'status', id: 'send-result'});
  const button = el('button', {type: 'submit', class: 'main'}, 'Send');
  const keep = el('select', {name: 'ttl'}, ...KEEP.map(([seconds, text]) => el('option', {value: seconds}, text)));
  const more = el('button', {type: 'button', onclick: () => addPair('', '').focus()}, 'Add a parameter');

  function addPair(name, value) {
    const input = el('input', {name: 'name', required: true, autocomplete: 'off', spellcheck: 'false', maxlength: 255, value: name});
    const pair = el('div', {class: 'pair', role: 'group', 'aria-label': 'Parameter ' + (pairs.children.length + 1)},
      el('label', {}, 'Name ', input),
      el('label', {}, 'Value ', el('input', {name: 'value', autocomplete: 'off', spellcheck: 'false', maxlength: 4096, value})),
      el('button', {type: 'button', class: 'remove', onclick: () => {
        pair.remove();
        limit();
        pairs.querySelector('input').focus();
      }}, 'Remove'));
    pairs.append(pair);
    limit();
    return input;
  }

  function limit() {
    more.disabled = pairs.children.length >= MOST_PAIRS;
    for (const remove of pairs.querySelectorAll('.remove')) {
      remove.hidden = pairs.children.length === 1;
    }
  }

  async function send(event) {
    event.preventDefault();
    if (button.disabled) {
      return;
    }
    button.disabled = true;
    say(button, 'Sending …');
    const params = [...pairs.children].map(pair => ({name: pair.querySelector('[name=name]').value, value: pair.querySelector('[name=value]').value}));
    let taken = false;
    try {
      const ttl = keep.value === '' ? {} : {ttl: Number(keep.value)};
      let answer = await post('/api/actuations', {accountId: account, deviceId: id, params, ...ttl});
      taken = true;
      while (answer.outcome === undefined) {
        show(...answerOf(answer));
        await new Promise(done => setTimeout(done, EVERY));
        answer = await get(actuationPath(answer.id));
      }
      show(...answerOf(answer));
    } catch (failed) {
      show(...failureOf(failed, taken));
    }
    button.disabled = false;
    say(button, 'Send');
    sent();
  }

  function show(tone, title, sentences) {
    result.dataset.tone = tone;
    fill(result, el('strong', {}, title), el('p', {}, sentences.join(' ')));
  }

  addPair('LED', '1');
  return el('form', {class: 'send', onsubmit: send}, pairs, el('div', {class: 'tools'}, button, more,
    el('label', {}, 'Keep it while the device is away ', keep)), result);
}
