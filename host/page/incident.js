// SPDX-License-Identifier: BSD-2-Clause
'use strict';

// The page of incidents: for each what happened, its timeline, its console, its backtrace.

// The kinds by their weight, which chooses their colour; the others are regular ends.
const HEAVY = new Set(['panicked', 'unnotified', 'hung', 'hypervisor-killed', 'hypervisor-failed', 'hypervisor-gone', 'unreachable']);
const MIDDLE = new Set(['crash-loaded', 'io-error', 'reset', 'paused']);

function kindView(kind) {
	return h('span', {class: 'verdict ' + (HEAVY.has(kind) ? 'FAIL' : MIDDLE.has(kind) ? 'KNOWN' : 'SKIP')}, kind);
}

function listView(title, texts) {
	return texts.length ? [h('h3', null, title), h('ul', null, texts.map(text => h('li', null, text)))] : null;
}

function codeView(title, lines) {
	return lines.length ? [h('h3', null, title), h('pre', {tabindex: '0'}, lines.join('\n'))] : null;
}

// ---- the timeline ----

function momentTime(moment) {
	return moment.time || (moment.seconds === null ? '' : moment.seconds.toFixed(6) + ' s after the boot');
}

function timelineView(record) {
	if (!record.timeline.length)
		return null;
	return [h('h3', null, 'Timeline'), h('div', {class: 'scroll', role: 'region', 'aria-label': 'Timeline of ' + record.guest, tabindex: '0'},
		h('table', {class: 'wide'}, h('thead', null, h('tr', null, ['Time', 'What happened', 'Where it says so'].map(text => h('th', {scope: 'col'}, text)))),
			h('tbody', null, record.timeline.map(moment => h('tr', {class: moment.noise ? 'quiet' : null}, h('td', null, momentTime(moment)),
				h('td', null, moment.text, moment.times > 1 ? ` (${moment.times} times)` : ''),
				h('td', {class: 'mono'}, moment.file.replace(/.*\//, '') + (moment.line === null ? '' : ':' + moment.line)))))))];
}

// ---- the console ----

// A line is fatal if it has one of the texts that the report of the crash was read from.
function fatalTexts(record) {
	const oops = record.oops;
	return oops ? [oops.cause, oops.panic, oops.ip, ...oops.details, ...oops.backtrace].filter(text => text && text.length > 3) : [];
}

function consoleText(record, text) {
	const fatal = fatalTexts(record);
	return logText(text, line => fatal.some(part => line.includes(part)));
}

function consoleView(record, folder) {
	const place = h('div', null, record.console.tail ? consoleText(record, record.console.tail) : h('p', {class: 'quiet'}, 'There is no console.'));
	withFiles(folder, files => {
		const whole = files.find(file => file.name === 'console.log');
		if (whole && whole.text)
			place.replaceChildren(consoleText(record, whole.text));
	}, () => {});
	return [h('h3', null, 'Console'), place];
}

// ---- an incident ----

function decodedView(decoded) {
	if (!decoded)
		return null;
	return [h('h3', null, decoded.title), h('dl', null, decoded.facts.map(fact => [h('dt', null, fact.name), h('dd', null, h('code', null, fact.value), fact.meaning ? ' ' + fact.meaning : '')])),
		decoded.advice ? h('p', null, decoded.advice) : null];
}

function incidentView(incident, number) {
	const record = incident.record, oops = record.oops || {details: [], backtrace: [], registers: [], earlier: []};
	return section('incident-' + number, record.guest, h('p', null, kindView(record.kind), ` ${record.time}: ${incident.words}`),
		terms([['cause', oops.cause], ['panic', oops.panic], ['at', oops.ip], ['CPU', oops.cpu], ['task', oops.task], ['system', oops.system], ['image', oops.image],
			['channel', record.channel], ['also', record.also.join('; ')], ['action', record.action], ['reason', record.reason], ['run state', record.run_state],
			['end', record.end], ['again', record.again.times ? `${record.again.times} times in ${record.again.seconds} s` : null], ['crash kernel', oops.crash_kernel],
			['core', record.core]]),
		listView('Advice', record.advice), listView('What contradicts itself', record.contradictions), decodedView(record.decoded), timelineView(record),
		codeView('Backtrace', oops.backtrace), codeView('Details', oops.details), consoleView(record, incident.folder),
		screenView(incident.folder, 'The screen of ' + record.guest), codeView('Registers', oops.registers),
		codeView('CPUs', record.cpus.concat(record.core_cpus)), codeView('Differences of the domain', (record.domain_diff || '').split('\n').filter(Boolean)),
		listView('Earlier failures, which the guest survived', oops.earlier),
		listView('Context', record.context), listView('Troubles', record.troubles), listView('What would have shown more', record.missing),
		h('h3', null, 'Files'), filesView(incident.folder, null));
}

// ---- the page ----

function listSection(incidents) {
	const body = h('tbody');
	const search = h('input', {type: 'search', id: 'search', oninput: () => draw()});
	const count = h('p', {role: 'status', class: 'quiet'});
	const draw = () => {
		const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
		const shown = incidents.filter(incident => words.every(word => [incident.record.guest, incident.record.kind, incident.words].join(' ').toLowerCase().includes(word)));
		count.textContent = `${plural(shown.length, 'incident')} of ${incidents.length}`;
		body.replaceChildren(...shown.map(incident => h('tr', null, h('td', null, incident.record.time), h('td', null, kindView(incident.record.kind)),
			h('td', null, h('a', {href: '#incident-' + incidents.indexOf(incident)}, incident.record.guest)), h('td', null, incident.words))));
		document.querySelectorAll('section[id^="incident-"]').forEach((part, number) => { part.hidden = !shown.includes(incidents[number]); });
	};
	const made = section('list', 'Incidents', h('form', {id: 'filters', role: 'search', 'aria-label': 'Filters', onsubmit: event => event.preventDefault()},
		h('label', null, 'Text', search)), count, h('div', {class: 'scroll', role: 'region', 'aria-label': 'Table of incidents', tabindex: '0'},
		h('table', {class: 'wide'}, h('thead', null, h('tr', null, ['Time', 'Kind', 'Guest', 'What happened'].map(text => h('th', {scope: 'col'}, text)))), body)));
	made.draw = draw;
	return made;
}

const incidents = DATA.incidents.sort((one, other) => one.record.time < other.record.time ? -1 : 1);
const list = incidents.length > 1 ? listSection(incidents) : null;

document.body.append(pageHeader(incidents.length > 1 ? `pvpanic-tck: ${incidents.length} incidents` : `pvpanic-tck: ${incidents[0].record.guest}`),
	h('main', {id: 'main'}, [list, incidents.map(incidentView)].flat().filter(Boolean)));
if (list)
	list.draw();
if (location.hash)
	document.getElementById(location.hash.slice(1))?.scrollIntoView();
