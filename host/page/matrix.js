// SPDX-License-Identifier: BSD-2-Clause
'use strict';

// The page of results: clauses × targets.

// ---- the table ----

const grid = h('tbody');
const caseTable = caseTimes(targets, cases, () => state.times);
const count = h('p', {id: 'count', role: 'status', class: 'quiet'});

function cellButton(results, open, what, target) {
	const verdict = worstOf(results);
	if (verdict === null)
		return h('td', {class: hasResults(target) ? null : 'absent'});
	const same = results.filter(result => result.verdict === verdict).length;
	const share = same === results.length ? String(same) : same + '/' + results.length;
	return h('td', null, h('button', {type: 'button', class: 'verdict ' + verdict, tabindex: '-1', 'data-open': open,
		'aria-label': `${what}: ${verdict}, ${share} of ${plural(results.length, 'result')}`, title: verdict}, SYMBOL[verdict] + ' ' + share));
}

function caseRows(row) {
	const named = [...new Set(row.cells.flat().map(result => result.case))].sort((one, other) => one - other);
	return named.map(number => h('tr', {class: 'case'}, h('th', {scope: 'row'}, h('span', {title: cases[number].summary || ''}, cases[number].name)),
		row.cells.map((results, target) => cellButton(results.filter(result => result.case === number), `case:${cases[number].name}@${targets[target].name}`,
			cases[number].name + ' on ' + targets[target].name, target))));
}

function clauseRow(row) {
	const id = row.clause.id, expanded = state.expanded.has(id);
	return h('tr', null, h('th', {scope: 'row'},
		h('button', {type: 'button', tabindex: '-1', 'data-expand': id, 'aria-expanded': String(expanded), title: row.clause.requirement || ''}, (expanded ? '▾\u00a0' : '▸\u00a0') + id),
		h('span', {class: 'level'}, row.clause.level || '')),
		row.cells.map((results, target) => cellButton(results, `clause:${id}@${targets[target].name}`, id + ' on ' + targets[target].name, target)));
}

function draw() {
	const shown = select();
	const all = shown.flatMap(row => row.cells.flat());
	const fragment = document.createDocumentFragment();

	for (const row of shown) {
		fragment.append(clauseRow(row));
		if (state.expanded.has(row.clause.id))
			fragment.append(...caseRows(row));
	}
	grid.replaceChildren(fragment);
	const first = grid.querySelector('button');
	if (first)
		first.tabIndex = 0;
	count.textContent = `${plural(shown.length, 'clause')} of ${clauses.length}, ${plural(all.length, 'result')}: ` +
		(VERDICTS.slice().reverse().map(verdict => [all.filter(result => result.verdict === verdict).length, verdict]).filter(([many]) => many)
			.map(([many, verdict]) => `${many} ${verdict}`).join(', ') || 'nothing matches');
	caseTable.draw(all);
	writeAddress();
}

// One stop for the Tab key; the arrows move among the cells, Home and End within a row.
function moveInGrid(event) {
	const from = event.target.closest('button');
	const step = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -1000], End: [0, 1000]}[event.key];
	if (!from || !step || !grid.contains(from))
		return;
	event.preventDefault();
	const lines = [...grid.rows];
	let line = lines.indexOf(from.closest('tr')), column = from.closest('td, th').cellIndex;
	let to = null;
	do {
		line += step[0];
		column += step[1];
		if (Math.abs(step[1]) > 1) {
			const buttons = [...lines[line].querySelectorAll('button')];
			to = step[1] > 0 ? buttons[buttons.length - 1] : buttons[0];
		} else {
			const cell = lines[line] && lines[line].cells[column];
			if (!cell)
				return;
			to = cell.querySelector('button');
		}
	} while (!to);
	from.tabIndex = -1;
	to.tabIndex = 0;
	to.focus();
}

function clicked(event) {
	const button = event.target.closest('button');
	if (button && button.dataset.open)
		return openCell(button.dataset.open, button);
	if (!button || !button.dataset.expand)
		return;
	const id = button.dataset.expand;
	if (!state.expanded.delete(id))
		state.expanded.add(id);
	draw();
	const again = grid.querySelector(`button[data-expand="${CSS.escape(id)}"]`);
	grid.querySelectorAll('button[tabindex="0"]').forEach(other => { other.tabIndex = -1; });
	again.tabIndex = 0;
	again.focus();
}

function hasResults(target) {
	return DATA.results[target].length > 0;
}

// The targets of a matrix that did not come to their end, and why.
function missingView() {
	const incomplete = targets.map((target, number) => ({target, number})).filter(({target}) => target.state);
	return incomplete.length ? h('div', {id: 'missing', role: 'note'}, h('h3', null, `${plural(incomplete.length, 'target')} of ${targets.length} without all results`),
		terms(incomplete.map(({target, number}) => [h('a', {href: '#target-' + number, onclick: event => { event.preventDefault(); showTarget(number); }}, target.name),
			[h('strong', null, target.state), ': ' + (target.problem || 'no reason is known'), hasResults(number) ? `; ${plural(DATA.results[number].length, 'result')} until then` : '']]))) : null;
}

function showTarget(number) {
	document.getElementById('target-' + number).scrollIntoView();
}

function matrixSection() {
	const head = h('tr', null, h('th', {scope: 'col'}, 'Clause'), targets.map((target, number) => h('th', {scope: 'col', class: 'target'},
		h('button', {type: 'button', onclick: () => showTarget(number)}, target.name + (target.state ? ` (${target.state})` : '')))));
	return section('matrix', 'Clauses and targets', missingView(), count,
		h('p', {class: 'quiet hint'}, 'A cell has the worst verdict of its results, and how many of them have it. Open a cell for what was expected and seen; ' +
			'open a clause for its cases. The arrow keys move among the cells, / goes to the search.'),
		h('div', {class: 'scroll', role: 'region', 'aria-label': 'Table of clauses and targets', tabindex: '0'},
			h('table', {class: 'grid', onkeydown: moveInGrid, onclick: clicked}, h('thead', null, head), grid)));
}

// ---- filters ----

function choice(key, label, values) {
	const select = h('select', {onchange: () => { state[key] = select.value; draw(); }},
		values.map(([value, text]) => h('option', {value, selected: state[key] === value}, text)));
	return h('label', null, label, select);
}

function distinct(values) {
	return [...new Set(values)].filter(Boolean).sort().map(value => [value, value]);
}

function filtersForm() {
	const all = DATA.results.flat();
	const search = h('input', {type: 'search', id: 'search', value: state.text, oninput: () => { state.text = search.value; draw(); }});
	const named = [['', 'none'], ...targets.filter((target, number) => hasResults(number)).map(target => [target.name, target.name])];
	const buttons = VERDICTS.slice().reverse().map(verdict => {
		const button = h('button', {type: 'button', class: verdict, title: MEANING[verdict], 'aria-pressed': String(state.verdicts.has(verdict)), onclick: () => {
			if (!state.verdicts.delete(verdict))
				state.verdicts.add(verdict);
			button.setAttribute('aria-pressed', String(state.verdicts.has(verdict)));
			draw();
		}}, SYMBOL[verdict] + ' ' + verdict);
		return button;
	});
	return h('form', {id: 'filters', role: 'search', 'aria-label': 'Filters', onsubmit: event => event.preventDefault()},
		h('label', null, 'Text: clause, case, message', search),
		choice('level', 'Level', [['', 'all'], ...distinct(clauses.map(clause => clause.level))]),
		choice('channel', 'Channel', [['', 'all'], ...distinct(all.map(result => result.channel))]),
		choice('arch', 'Architecture', [['', 'all'], ...distinct(all.map(result => result.arch))]),
		h('fieldset', null, h('legend', null, 'Clauses with a verdict of'), buttons),
		named.length > 2 ? [choice('a', 'Differences of', named), choice('b', 'and', named)] : null,
		choice('sort', 'Sorted by', Object.entries(SORTS)),
		h('button', {type: 'button', onclick: () => { location.hash = ''; restart(); }}, 'Reset'));
}

// ---- a cell in detail ----

const dialog = h('dialog', {'aria-labelledby': 'detail-title', onclose: closed});

// The browser tells of it later than the button, and by then another address may have been opened.
function closed() {
	if (!state.open)
		return;
	state.open = '';
	writeAddress();
}

function outcomeView(outcome, number, many) {
	return h('div', null, many > 1 ? h('h3', null, `Attempt ${number + 1}${outcome.alone ? ', alone in a fresh VM' : ''}`, ' ',
		h('span', {class: 'verdict ' + outcome.verdict}, outcome.verdict)) : null,
		outcome.message ? h('p', null, outcome.message) : null,
		terms([['expected', outcome.expected], ['seen', outcome.seen], ['place', outcome.place ? h('span', {class: 'mono'}, outcome.place) : null],
			['race', outcome.race ? 'a race decides whether it deviates so: the next run may pass' : null], ['time', seconds(outcome.us)], ['incident', outcome.incident]]));
}

function resultView(result, open) {
	const rerun = result.rerun ? h('code', null, result.rerun) : null;
	const files = h('div');
	const view = h('details', {class: 'result', open, ontoggle: () => {
		if (view.open && !files.firstChild && result.folder)
			files.replaceChildren(screenView(result.folder, `The guest’s screen at the end of ${cases[result.case].name} on ${result.vm}`),
				filesView(result.folder, cases[result.case].name));
	}}, h('summary', null, h('span', {class: 'verdict ' + result.verdict}, SYMBOL[result.verdict] + ' ' + result.verdict), ' ', cases[result.case].name, ' ',
		h('span', {class: 'quiet'}, result.vm + (result.lab ? ', in the lab' : ''))),
	h('div', null, cases[result.case].summary ? h('p', null, 'Passes if ' + cases[result.case].summary + '.') : null,
		result.outcomes.map((outcome, number) => outcomeView(outcome, number, result.outcomes.length)),
		terms([['channel', result.channel], ['architecture', result.arch], ['machine, boot', [result.machine, result.boot].filter(Boolean).join(', ')], ['advice', result.advice], ['fixed by', result.fixed_by],
			['run it again', rerun ? h('span', null, rerun, ' ', copyButton(result.rerun, rerun)) : null]]), files));
	return view;
}

function clauseView(clause) {
	return terms([['requirement', clause.requirement], ['level', clause.level], ['source', clause.source], ['advice', clause.advice], ['fixed by', clause.fixed_by]]);
}

// what: clause:ID@TARGET or case:NAME@TARGET, from a cell or from the address.
function openCell(what) {
	const [, kind, name, on] = what.match(/^(clause|case):([^@]*)@(.*)$/) || [];
	const target = targets.findIndex(one => one.name === on);
	const number = kind === 'case' ? (cases.find(one => one.name === name) || {}).clause : clauses.findIndex(one => one.id === name);
	if (target < 0 || number === undefined || number < 0)
		return;
	const results = rows[number][target].filter(result => kind === 'clause' || cases[result.case].name === name)
		.sort((one, other) => RANK[other.verdict] - RANK[one.verdict]);
	state.open = what;
	writeAddress();
	const open = results.length === 1 || results[0] && RANK[results[0].verdict] > RANK.PASS;
	dialog.replaceChildren(h('div', {class: 'top'}, h('div', null, h('h2', {id: 'detail-title'}, name), h('p', {class: 'quiet'}, `on ${on}: ${plural(results.length, 'result')}`)),
		h('button', {type: 'button', onclick: () => { dialog.close(); closed(); }}, 'Close')), clauseView(clauses[number]), ...results.map((result, place) => resultView(result, open && !place)));
	if (!dialog.open)
		dialog.showModal();
	dialog.scrollTop = 0;
}

// ---- what deviates ----

function deviationRows(verdict) {
	const groups = new Map();
	DATA.results.forEach(results => results.forEach(result => {
		if (result.verdict !== verdict)
			return;
		const key = result.worst.message || '';
		const group = groups.get(key) || {cases: new Set(), targets: new Set()};
		group.cases.add(cases[result.case].name);
		group.targets.add(targets[result.target].name);
		groups.set(key, group);
	}));
	return [...groups].map(([message, group]) => h('tr', null, h('td', null, h('span', {class: 'verdict ' + verdict}, SYMBOL[verdict] + ' ' + verdict)),
		h('td', null, message), h('td', {class: 'mono'}, listed(group.cases)), h('td', null, [...group.targets].join(', '))));
}

function listed(names) {
	const some = [...names];
	return some.slice(0, 6).join(' ') + (some.length > 6 ? ` and ${some.length - 6} more` : '');
}

function waiverRows() {
	return targets.flatMap(target => target.waivers.map(waiver => h('tr', null, h('td', null, waiver.name), h('td', null, target.name), h('td', {class: 'mono'}, waiver.cases),
		h('td', null, waiver.reason, waiver.reference ? ` (${waiver.reference})` : ''), h('td', null, (waiver.expires || 'never') + (waiver.expired ? ', expired' : '')),
		h('td', null, String(waiver.applied)))));
}

function tableOf(head, lines, label) {
	return h('div', {class: 'scroll', role: 'region', 'aria-label': label, tabindex: '0'},
		h('table', {class: 'wide'}, h('thead', null, h('tr', null, head.map(text => h('th', {scope: 'col'}, text)))), h('tbody', null, lines)));
}

function deviationsSection() {
	const lines = ['FAIL', 'ERROR', 'KNOWN', 'WAIVED'].flatMap(deviationRows), waivers = waiverRows();
	return section('deviations', 'Deviations and waivers', lines.length ? tableOf(['Verdict', 'What', 'Cases', 'Targets'], lines, 'Deviations') : h('p', null, 'No target deviates.'),
		h('h3', null, 'Waivers'), waivers.length ? tableOf(['Waiver', 'Target', 'Cases', 'Reason', 'Expires', 'Applied'], waivers, 'Waivers') : h('p', null, 'No run was given waivers.'));
}

// ---- targets ----

// What a matrix says of a target: an array of texts or objects, from a file. Nothing if it is something else, or empty.
function listOf(items, view) {
	return Array.isArray(items) && items.length ? h('ul', null, items.map(item => h('li', null, view(item)))) : null;
}

function targetCard(target, number) {
	const run = target.run, profile = target.profile;
	return h('article', {class: 'card', id: 'target-' + number}, h('h3', null, target.name), terms([
		['state', target.state ? [target.state, target.problem].filter(Boolean).join(': ') : null], ['hypervisor', run.hypervisor], ['verdict', profile.verdict], ['profile', profile.name ? `${profile.name}, ${profile.scope}: ${profile.met} of ${profile.demanded} met` : null],
		['results', VERDICTS.slice().reverse().filter(verdict => target.counts[verdict]).map(verdict => [h('span', {class: 'verdict ' + verdict}, `${SYMBOL[verdict]} ${target.counts[verdict]} ${verdict}`), ' '])],
		['options', run.options ? h('code', null, run.options) : null], ['began', run.began], ['took', run.duration_us ? seconds(run.duration_us) : null],
		['VMs', target.boots.vms ? `${target.boots.vms}: ${target.boots.firmware} booted, ${target.boots.restored} restored` : null],
		['kit', [target.tool.version, target.tool.commit].filter(Boolean).join(', commit ')], ['failure', run.failure], ['interrupted', run.interrupted ? 'yes: results are missing' : null],
		['host', [target.system.host, target.system.kernel].filter(Boolean).join(', kernel ')],
		['packages', listOf(target.system.packages, text => text)], ['files', listOf(target.system.files, file => [h('code', null, file.path), ' SHA-256 ', h('code', null, file.sha256)])]]));
}

// ---- the page ----

function build() {
	const total = Object.fromEntries(VERDICTS.map(verdict => [verdict, targets.reduce((sum, target) => sum + (target.counts[verdict] || 0), 0)]));
	document.querySelectorAll('body > header, body > main, body > dialog').forEach(part => part.remove());
	document.body.append(pageHeader('pvpanic-tck: how a guest’s crash reaches its host',
		h('span', {class: 'quiet'}, `${plural(targets.length, 'target')}, ${plural(DATA.results.flat().length, 'result')}: `, VERDICTS.slice().reverse().filter(verdict => total[verdict])
			.map(verdict => [h('span', {class: 'verdict ' + verdict}, `${SYMBOL[verdict]} ${total[verdict]} ${verdict}`), ' ']).flat())),
	h('main', {id: 'main'}, filtersForm(), matrixSection(), deviationsSection(), timeSection(targets, state, caseTable, writeAddress),
		section('targets', 'Targets', h('div', {class: 'cards'}, targets.map(targetCard)))), dialog);
	draw();
	if (state.open)
		openCell(state.open);
}

function restart() {
	readAddress();
	build();
}

index();
restart();
performance.mark('tck-built');
addEventListener('hashchange', restart);
addEventListener('keydown', event => {
	if (event.key === '/' && !dialog.open && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
		event.preventDefault();
		document.getElementById('search').focus();
	}
});
