// SPDX-License-Identifier: BSD-2-Clause
'use strict';

// The results of a page of runs: by clause and target, what of them is selected, and the address that says so.

// From the best to the worst: several results together have the worst of their verdicts. A SKIP beside another result says nothing.
const VERDICTS = ['SKIP', 'PASS', 'KNOWN', 'WAIVED', 'FAIL', 'ERROR'];
const RANK = Object.fromEntries(VERDICTS.map((verdict, rank) => [verdict, rank]));
const SYMBOL = {PASS: '✓', KNOWN: '◆', WAIVED: '◇', SKIP: '–', FAIL: '✗', ERROR: '!'};
const MEANING = {PASS: 'conforms', KNOWN: 'deviates as is on record', WAIVED: 'deviates, and a waiver excuses it', SKIP: 'was not tested, for a reason that is named',
	FAIL: 'the thing under test is wrong', ERROR: 'the kit or its surroundings are'};
const SORTS = {clause: 'order of the clauses', verdict: 'worst verdict first', time: 'slowest first', cases: 'most results first'};

const targets = DATA.targets;
const clauses = DATA.clauses;
const cases = DATA.cases;

const state = {text: '', level: '', channel: '', arch: '', verdicts: new Set(), a: '', b: '', sort: 'clause', times: 'slow', open: '', expanded: new Set()};

// ---- the address: every filter and the open cell are in it ----

const PLAIN = {text: '', level: '', channel: '', arch: '', a: '', b: '', sort: 'clause', times: 'slow', open: ''};

function readAddress() {
	const given = new URLSearchParams(location.hash.slice(1));

	for (const [key, usual] of Object.entries(PLAIN))
		state[key] = given.get(key) || usual;
	if (!Object.hasOwn(SORTS, state.sort))
		state.sort = PLAIN.sort;
	if (!Object.hasOwn(TIME_SORTS, state.times))
		state.times = PLAIN.times;
	state.verdicts = new Set((given.get('verdict') || '').split(',').filter(verdict => verdict in RANK));
	state.expanded = new Set((given.get('cases') || '').split(',').filter(Boolean));
}

function writeAddress() {
	const told = new URLSearchParams();

	for (const [key, usual] of Object.entries(PLAIN))
		if (state[key] !== usual)
			told.set(key, state[key]);
	if (state.verdicts.size)
		told.set('verdict', [...state.verdicts].join(','));
	if (state.expanded.size)
		told.set('cases', [...state.expanded].join(','));
	history.replaceState(null, '', '#' + told);
}

// ---- the results, by clause and target ----

// rows[clause][target]: its results. The text that is searched is in lower case.
const rows = clauses.map(() => targets.map(() => []));

function index() {
	clauses.forEach(clause => { clause.searched = [clause.id, clause.source, clause.requirement].join('\n').toLowerCase(); });
	DATA.results.forEach((results, target) => results.forEach(result => {
		const worst = result.outcomes.reduce((one, other) => RANK[other.verdict] > RANK[one.verdict] ? other : one);
		result.target = target;
		result.worst = worst;
		result.us = result.outcomes.reduce((sum, outcome) => sum + outcome.us, 0);
		result.searched = [cases[result.case].name, cases[result.case].summary, result.vm, worst.message, worst.seen].join('\n').toLowerCase();
		rows[cases[result.case].clause][target].push(result);
	}));
}

function matches(result, clause, words) {
	return (!state.channel || result.channel === state.channel) && (!state.arch || result.arch === state.arch) &&
		words.every(word => clause.searched.includes(word) || result.searched.includes(word));
}

function worstOf(results) {
	return results.reduce((worst, result) => worst === null || RANK[result.verdict] > RANK[worst] ? result.verdict : worst, null);
}

// What is shown: for each clause that has a match, its results by target.
function select() {
	const words = state.text.toLowerCase().split(/\s+/).filter(Boolean);
	const a = targets.findIndex(target => target.name === state.a), b = targets.findIndex(target => target.name === state.b);
	const shown = [];

	clauses.forEach((clause, number) => {
		if (state.level && clause.level !== state.level)
			return;
		const cells = rows[number].map(results => results.filter(result => matches(result, clause, words)));
		const verdicts = cells.map(worstOf);
		if (verdicts.every(verdict => verdict === null))
			return;
		if (state.verdicts.size && !cells.some(results => results.some(result => state.verdicts.has(result.verdict))))
			return;
		if (a >= 0 && b >= 0 && a !== b && !differs(cells[a], cells[b]))
			return;
		shown.push({clause, number, cells, verdicts});
	});
	return sorted(shown);
}

// Two targets differ in a clause if a case has another verdict, or exists on one side alone. A deviation by a race counts as a pass.
function differs(left, right) {
	const verdictsOf = results => {
		const byCase = new Map();
		results.forEach(result => {
			const verdict = result.worst.race && result.worst.verdict === result.verdict ? 'PASS' : result.verdict;
			byCase.set(result.case, worstOf([{verdict}, ...(byCase.has(result.case) ? [{verdict: byCase.get(result.case)}] : [])]));
		});
		return byCase;
	};
	const one = verdictsOf(left), other = verdictsOf(right);
	return one.size !== other.size || [...one].some(([name, verdict]) => other.get(name) !== verdict);
}

function sorted(shown) {
	const keys = {
		verdict: row => -Math.max(...row.verdicts.map(verdict => verdict === null ? -1 : RANK[verdict])),
		time: row => -row.cells.flat().reduce((sum, result) => sum + result.us, 0),
		cases: row => -row.cells.flat().length,
	};
	const key = keys[state.sort];
	return key ? shown.map(row => [key(row), row]).sort((one, other) => one[0] - other[0]).map(([, row]) => row) : shown;
}
