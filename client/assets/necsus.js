'use strict';

const $ = (id) => document.getElementById(id);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

if ($('join')) {
    $('join').addEventListener('submit', (event) => {
        event.preventDefault();
        // Encoded whole, so that a room may be called "a/b?".
        location.href = '/' + encodeURIComponent($('join-room').value);
    });
} else {
    const room = roomInAddress();
    if (room === null) {
        document.body.className = 'error';
        document.body.innerHTML = '<main><h1>Not the address of a room</h1>'
            + '<p>It holds a <code>%</code> that means nothing. <a href="/">To the lobby</a></p></main>';
    } else {
        openRoom(room);
    }
}

function roomInAddress() {
    try {
        return decodeURIComponent(location.pathname.slice(1));
    } catch {
        return null;
    }
}

function openRoom(room) {
    document.title = `NeCSuS | ${room}`;
    $('room-name').textContent = room;
    rememberName();
    showRoom(room);
    composeMessages(room);
    sendBotForms(room);
    changeSettings(room);
}

// ---- Talking to the server

/** Calls an action and returns its JSON answer; a refusal is thrown as an Error that says why. */
async function call(action, body, { method = 'POST', headers = {} } = {}) {
    const response = await fetch(`/api/actions/${action}`, {
        method,
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(15_000),
    });
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    const problem = new Error(answer.message ?? `The server answered ${response.status}.`);
    problem.refused = response.status < 500;
    throw problem;
}

/** Calls again while the server can't be reached. The key keeps it from storing a message twice. */
async function postMessage(message, key) {
    const headers = { 'Idempotency-Key': key, Prefer: 'respond-async' };
    for (const wait of [500, 1500, 4000]) {
        try {
            return await call('message', message, { headers });
        } catch (error) {
            if (error.refused) throw error;
            tell('No answer from the server, trying again…');
            await pause(wait);
        }
    }
    return call('message', message, { headers });
}

function newKey() {
    // Not randomUUID(): browsers offer that only over https and on localhost.
    return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');
}

function tell(problem) {
    $('notice').textContent = problem;
    $('notice').hidden = !problem;
}

/** Makes an event listener of an action that may fail. */
function telling(action) {
    return async (event) => {
        event.preventDefault();
        tell('');
        await action(event).catch((error) => tell(`That did not work: ${error.message}`));
    };
}

// ---- What the room shows, all of it told by the websocket

function showRoom(room) {
    const messages = new Map();  // id to element
    let lastId = -1;
    let failures = 0;

    const on = {
        message(message) {
            if (!Number.isInteger(message.id)) return;
            lastId = Math.max(lastId, message.id);
            const card = messageCard(message);
            const old = messages.get(message.id);
            messages.set(message.id, card);
            if (old) old.replaceWith(card);
            else $('messages-list').append(card);  // the server sends them in order
        },
        clear_messages() {
            messages.clear();
            $('messages-list').replaceChildren();
        },
        put_bot(bot) {
            const row = botRow(bot);
            const old = $(row.id);
            if (old) old.replaceWith(row);
            else $('bots').append(row);
        },
        delete_bot: (bot) => $(`bot-${bot.id}`)?.remove(),
    };

    function connect() {
        const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
        const socket = new WebSocket(`${scheme}://${location.host}/ws/${encodeURIComponent(room)}?since=${lastId}`);
        socket.onopen = () => {
            failures = 0;
            $('status').textContent = 'Connected';
            $('bots').replaceChildren();  // the server now sends those that there are
        };
        socket.onmessage = (event) => {
            const { kind, data } = JSON.parse(event.data);
            on[kind]?.(data);
        };
        socket.onclose = () => {
            failures += 1;
            $('status').textContent = 'Disconnected, trying again…';
            setTimeout(connect, Math.min(15_000, 500 * 2 ** failures * (1 + Math.random())));
        };
    }

    connect();
}

function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
}

function messageCard(message) {
    const content = element('div', { className: 'content' });
    // HTML of bots is a feature of NeCSuS; what people type is shown as they typed it.
    if (message.kind === 'user') content.textContent = message.text;
    else content.append(botHtml(message));

    const card = element('div', { className: `message-card kind-${message.kind}` },
        element('span', { className: 'author', textContent: message.author }), time(message.when), content);
    card.setAttribute('necsus-message-id', message.id);
    card.dataset.necsusAuthor = message.author;
    if (message.image) {
        const alt = `Image from ${message.author}`;
        card.append(element('img', { src: resolve(message.image, message.base_url), alt }));
    }
    if (message.media) {
        const src = resolve(message.media, message.base_url);
        const sound = /^data:audio|\.(mp3|wav|ogg|oga|m4a|flac)([?#]|$)/i.test(src);
        card.append(element(sound ? 'audio' : 'video', { src, controls: true, preload: 'metadata' }));
    }
    for (const form of content.querySelectorAll('form')) form.dataset.from_bot = message.from_bot;
    return card;
}

function time(when) {
    const date = new Date(when * 1000);
    // An old database may hold "3:04 pm".
    if (typeof when !== 'number' || isNaN(date)) return element('span', { className: 'when', textContent: when });
    return element('time', { className: 'when', dateTime: date.toISOString(), title: date.toLocaleString(),
        textContent: date.toLocaleTimeString([], { timeStyle: 'short' }) });
}

function resolve(url, base) {
    try {
        return base ? new URL(url, base).href : url;
    } catch {
        return url;
    }
}

/** A bot's HTML. Its relative addresses are read from the bot's URL, before anything is fetched. */
function botHtml({ text, base_url }) {
    const template = element('template', { innerHTML: text });
    for (const name of ['src', 'href', 'data', 'poster']) {
        for (const node of template.content.querySelectorAll(`[${name}]:not([href^="#"])`)) {
            node.setAttribute(name, resolve(node.getAttribute(name), base_url));
        }
    }
    return template.content;
}

function botRow({ id, name, responds_to, url }) {
    const button = element('button', { type: 'button', textContent: 'Delete', ariaLabel: `Delete ${name}` });
    button.addEventListener('click', telling(async () => {
        if (confirm(`Delete the bot ${name}?`)) await call('bot', { id }, { method: 'DELETE' });
    }));
    return element('li', { id: `bot-${id}` }, element('b', { textContent: name }),
        responds_to ? ' responds to ' : ' responds to its name',
        responds_to ? element('code', { textContent: responds_to }) : '',
        ` at ${url || '(no URL yet)'} `, button);
}

// ---- What one can do in the room

function rememberName() {
    // All three settings of the full client, so that it finds them as it left them.
    let settings = { open: false, name: 'Anonymous', speech: false };
    try {
        settings = { ...settings, ...JSON.parse(localStorage.getItem('settings')) };
    } catch { /* unreadable: the defaults will do */ }
    $('name').value = settings.name;
    $('name').addEventListener('change', () => {
        try {
            localStorage.setItem('settings', JSON.stringify({ ...settings, name: $('name').value }));
        } catch { /* not allowed to store: the name holds for this page */ }
    });
}

function composeMessages(room) {
    const input = $('message-input');
    let draft = null;   // what is being sent, or could not be
    let sending = false;

    $('composer').addEventListener('submit', telling(async () => {
        const message = { room, author: $('name').value, text: input.value };
        if (sending || !message.text) return;
        // A text that failed may have arrived after all: sent again, it keeps its key.
        const same = draft && draft.author === message.author && draft.text === message.text;
        if (!same) draft = { ...message, key: newKey() };
        sending = true;
        try {
            await postMessage(message, draft.key);
            draft = null;
            tell('');
            if (input.value === message.text) input.value = '';
        } finally {
            sending = false;
        }
    }));
}

/** Forms in bots' messages go to the bot by way of the server. */
function sendBotForms(room) {
    $('messages-list').addEventListener('submit', telling(async ({ target: form, submitter }) => {
        const form_data = Object.fromEntries(new FormData(form));
        if (submitter?.name) form_data[submitter.name] = submitter.value;
        await call('message-form', {
            room, author: $('name').value, bot_id: Number(form.dataset.from_bot),
            action_url: form.getAttribute('action'), form_data,
        }, { headers: { Prefer: 'respond-async' } });
    }));
}

function changeSettings(room) {
    $('add-bot').addEventListener('submit', telling(async ({ target: form }) => {
        const bot = Object.fromEntries(new FormData(form));
        await call('bot', { room, name: bot.name, responds_to: bot.responds_to || null, url: bot.url });
        form.reset();
    }));
    $('leave').addEventListener('click', telling(() => call('clear-room-state', { room })));
    $('clear').addEventListener('click', telling(async () => {
        if (confirm('Clear this room for everybody?')) await call('clear-room-messages', { room });
    }));
}
