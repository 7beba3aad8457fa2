// SPDX-License-Identifier: BSD-2-Clause
'use strict';

// Tests of the page of results, for the targets that tests/page/results.py makes: old (QEMU 1.0) and new (QEMU 2.0).

const shownClauses = () => $$('.grid tbody button[data-expand]').map(button => button.dataset.expand);
const chooser = label => $$('#filters label').find(one => one.firstChild.textContent === label).querySelector('select');
const cell = open => $(`.grid button[data-open="${open}"]`);
const reset = () => $$('#filters button').find(button => button.textContent === 'Reset').click();
const closeDialog = () => $$('dialog button').find(button => button.textContent === 'Close').click();
const verdictButton = verdict => $(`#filters fieldset button.${verdict}`);

test('every clause has a row, every target a column', () => {
	same(shownClauses(), ['isa.read.recognized', 'isa.read.stable', 'isa.write.panicked', 'pci.identity', 'x.unknown'], 'clauses');
	same($$('.grid thead th').map(head => head.textContent), ['Clause', 'old', 'new'], 'columns');
	same(cell('clause:isa.read.stable@old').textContent, '✓ 2', 'a cell of passes');
	same(cell('clause:isa.write.panicked@old').textContent, '✗ 1/2', 'a cell with a failure');
	same(cell('clause:isa.write.panicked@new').textContent, '✓ 2', 'the same, mended');
	same(cell('clause:x.unknown@new').textContent, '! 1', 'a verdict that is none');
});
test('colour is not all that tells verdicts apart', () => {
	for (const button of $$('.grid td button'))
		if (!/^[✓✗◆◇–!] \d/.test(button.textContent) || !button.getAttribute('aria-label').includes(button.title))
			throw new Error(button.outerHTML);
});
test('text is searched in clauses, cases and messages', () => {
	type($('#search'), 'identity');
	same(shownClauses(), ['pci.identity'], 'by a clause');
	type($('#search'), 'saw nothing');
	same(shownClauses(), ['isa.write.panicked'], 'by a message');
	same($('#count').textContent, '1 clause of 5, 1 result: 1 FAIL', 'the count');
	type($('#search'), 'there is no such word');
	same(shownClauses(), [], 'no match');
	reset();
	same(shownClauses().length, 5, 'after a reset');
});
test('level, channel and architecture filter', () => {
	type(chooser('Channel'), 'pci');
	same(shownClauses(), ['pci.identity'], 'by channel');
	reset();
	type(chooser('Architecture'), 'aarch64');
	same([shownClauses(), cell('clause:pci.identity@new').textContent], [['pci.identity'], '◆ 1'], 'by architecture');
	reset();
	type(chooser('Level'), 'spec');
	same(shownClauses().includes('x.unknown'), false, 'by level');
	reset();
});
test('verdicts filter, and more than one can be chosen', () => {
	verdictButton('FAIL').click();
	same(shownClauses(), ['isa.write.panicked'], 'FAIL');
	verdictButton('KNOWN').click();
	same([shownClauses(), verdictButton('KNOWN').getAttribute('aria-pressed')], [['isa.read.stable', 'isa.write.panicked', 'pci.identity'], 'true'], 'FAIL and KNOWN');
	reset();
});
test('two targets are compared, and a race is no difference', () => {
	type(chooser('Differences of'), 'old');
	type(chooser('and'), 'new');
	same(shownClauses(), ['isa.write.panicked', 'pci.identity', 'x.unknown'], 'clauses that differ');
	reset();
});
test('the worst, and the slowest, come first', () => {
	type(chooser('Sorted by'), 'verdict');
	same(shownClauses()[0], 'x.unknown', 'the worst');
	type(chooser('Sorted by'), 'time');
	same(shownClauses()[0], 'isa.read.recognized', 'the slowest');
	reset();
});
test('filters are in the address, and an address restores them', async () => {
	type($('#search'), 'isa');
	verdictButton('FAIL').click();
	same(location.hash, '#text=isa&verdict=FAIL', 'the address');
	location.hash = '#channel=pci&sort=verdict';
	await until(() => chooser('Channel').value === 'pci', 'the address to be read');
	same([shownClauses(), $('#search').value], [['pci.identity'], ''], 'the filters');
	reset();
});
test('a clause opens into its cases', () => {
	$('button[data-expand="isa.write.panicked"]').click();
	same($$('.grid tr.case th').map(head => head.textContent), ['isa/write/panicked', 'isa/write/twice'], 'cases');
	same([cell('case:isa/write/twice@old').textContent, document.activeElement.dataset.expand, document.activeElement.getAttribute('aria-expanded')], ['✗ 1', 'isa.write.panicked', 'true'],
		'a case, and the focus');
	reset();
});
test('a cell tells what was expected and seen, and has the files of its VM', async () => {
	cell('clause:isa.write.panicked@old').click();
	const dialog = $('dialog');
	same(dialog.open, true, 'the dialog');
	for (const part of ['Send GUEST_PANICKED with the action', 'one GUEST_PANICKED', 'saw nothing', 'tests/conformance/x.c:1', 'run isa/write/twice', 'QEMU docs/specs/pvpanic'])
		if (!dialog.textContent.includes(part))
			throw new Error(`"${part}" is not in ${dialog.textContent}`);
	same(location.hash, '#open=' + encodeURIComponent('clause:isa.write.panicked@old'), 'the address');
	const file = await until(() => $$('.files button').find(button => button.textContent === 'wire.log'), 'the files');
	same($$('.files button').map(button => button.textContent), ['qmp.jsonl', 'screen.png', 'screenshot.png', 'wire.log'], 'the files');
	const screen = $('dialog img');
	same([$$('dialog img').length, screen.alt], [1, 'The guest’s screen at the end of isa/write/twice on pc'], 'the screen, without a file being chosen');
	await until(() => screen.complete && screen.naturalWidth === 1, 'the screen');
	await accessible();
	file.click();
	same($('dialog mark').textContent, '> isa/write/twice', 'the marked line');
	$$('.files button').find(button => button.textContent === 'screen.png').click();
	const picture = $$('dialog img')[1];
	await until(() => picture.complete && picture.naturalWidth === 1, 'the picture');
	closeDialog();
	same([dialog.open, location.hash], [false, ''], 'the dialog, and the address without it');
});
test('of many files, as many as fit are shown, and the others are counted', async () => {
	location.hash = '#open=case:isa/read/stable@new';
	await until(() => $('dialog').open, 'the dialog');
	const files = await until(() => $$('.files').find(place => place.querySelector('button')), 'the files');
	same([files.querySelectorAll('button').length, files.lastChild.textContent], [64, "2 more files in the run's folder"], 'the files');
	await accessible();
	closeDialog();
});
test('a deep link opens a case', async () => {
	location.hash = '#open=case:isa/write/twice@old';
	await until(() => $('dialog').open, 'the dialog');
	same($('#detail-title').textContent, 'isa/write/twice', 'its title');
	await accessible();
	closeDialog();
});
test('the keyboard reaches every cell', () => {
	same($$('.grid tbody button').filter(button => button.tabIndex === 0).length, 1, 'stops of the Tab key');
	$('.grid tbody button').focus();
	press('ArrowRight');
	same(document.activeElement.dataset.open, 'clause:isa.read.recognized@old', 'to the right');
	press('ArrowDown');
	press('End');
	same(document.activeElement.dataset.open, 'clause:isa.read.stable@new', 'down, to the end');
	press('Home');
	same(document.activeElement.dataset.expand, 'isa.read.stable', 'to the beginning');
	press('/');
	same(document.activeElement.id, 'search', 'to the search');
});
test('what a target says is text, never markup', () => {
	same([window.hacked, $$('main img, main iframe').length], [undefined, 0], 'markup');
	if (!$('#deviations').textContent.includes('<img src=x onerror="hacked=1">'))
		throw new Error('the text is not shown');
});
test('deviations and waivers are always shown', () => {
	type($('#search'), 'there is no such word');
	same($$('#deviations tbody tr').length, 6, 'rows');
	same($$('#deviations tbody tr').filter(row => row.textContent.includes('the vendor knows')).length, 1, 'the waiver');
	reset();
});
test('targets and times are shown', () => {
	same($$('#targets h3').map(head => head.textContent), ['old', 'new'], 'targets');
	for (const part of ['QEMU 1.0', 'CONFORMS to nothing', 'commit abc'])
		if (!$('#target-0').textContent.includes(part))
			throw new Error(`"${part}" is not in ${$('#target-0').textContent}`);
	same($$('.legend li').map(one => one.textContent), ['old2.0 s', 'new3.0 s'], 'times of the runs');
	same($$('.legend .bar').map(bar => bar.style.width), ['66.67%', '100%'], 'their bars');
});

const timed = () => $$('.times tbody tr').map(row => row.querySelector('th button').textContent);
const legendButton = name => $$('.legend button').find(button => button.textContent === name);

test('each case has its time on all targets', () => {
	same(timed()[0], 'isa/read/bits', 'the slowest case');
	const row = $('.times tbody tr'), marks = [...row.querySelectorAll('.mark')];
	same([...row.querySelectorAll('td.value')].map(cell => cell.textContent), ['2.5 s', '× 5.0'], 'the longest time, and the ratio');
	same(row.querySelector('[role=img]').getAttribute('aria-label'), 'old 2.5 s, new 500 ms', 'what is said of the plot');
	same([marks[0].getAttribute('x') > marks[1].getAttribute('x'), new Set(marks.map(one => one.querySelector('path').getAttribute('d'))).size], [true, 2], 'marks by time, with shapes of their own');
	row.querySelector('button').click();
	same([[...row.querySelectorAll('.values li')].map(one => one.textContent), row.querySelector('button').getAttribute('aria-expanded')], [['old: 2.5 s', 'new: 500 ms'], 'true'], 'all times');
});
test('marks have the shapes of the legend', () => {
	same($$('.legend path').map(path => path.getAttribute('d')), [...$('.times tbody tr').querySelectorAll('.plot .mark path')].map(path => path.getAttribute('d')), 'shapes');
});
test('times are sorted, and obey the filters', async () => {
	const sort = $('.sort select');
	type(sort, 'name');
	same([timed(), location.hash], [['isa/read/bits', 'isa/read/stable', 'isa/write/panicked', 'isa/write/twice', 'pci/identity', 'pci/skipped', 'x/unknown'], '#times=name'], 'the order of the cases');
	location.hash = '#times=spread&text=stable';
	await until(() => $('#search').value === 'stable', 'the address to be read');
	same([timed(), $('.sort select').value], [['isa/read/stable'], 'spread'], 'what the address says');
	reset();
	same([timed()[0], $('.sort select').value], ['isa/read/bits', 'slow'], 'after a reset');
});
test('a target can be left out of the plot', () => {
	legendButton('old').click();
	same([legendButton('old').getAttribute('aria-pressed'), timed().includes('pci/skipped'), $('.times tbody tr td.value').textContent], ['false', false, '500 ms'], 'without it');
	legendButton('old').click();
	same([legendButton('old').getAttribute('aria-pressed'), $('.times tbody tr td.value').textContent], ['true', '2.5 s'], 'with it');
});
test('accessible in light', async () => { document.documentElement.dataset.theme = 'light'; await accessible(); });
test('accessible in dark', async () => { document.documentElement.dataset.theme = 'dark'; await accessible(); });
