// SPDX-License-Identifier: BSD-2-Clause
'use strict';

// Tests of the page of a matrix, which says what was tested, and what was not.

const columns = () => $$('.grid thead th').map(head => head.textContent);
const card = name => $$('.card').find(one => one.querySelector('h3').textContent === name).textContent;

test('a target has its system', () => {
	for (const part of ['x86_64, kernel 6.1', 'qemu-system-x86 1.0', '/q SHA-256 0a'])
		if (!card('old').includes(part))
			throw new Error(`"${part}" is not in ${card('old')}`);
});
test('targets are in the order of the matrix, each with its state', () => {
	same(columns(), ['Clause', 'gone (missing)', 'old', 'dead (broken)', 'later (waiting)', 'lost (lost)', 'new'], 'columns');
	same($$('#missing dt').map(term => term.textContent), ['gone', 'dead', 'later', 'lost'], 'targets without all results');
	same($$('#missing dd').map(term => term.textContent), ['missing: there is no program /nowhere: install it', 'broken: it was killed by signal 9; 2 results until then',
		'waiting: no reason is known', 'lost: its results.json is not there any more; 1 result until then'], 'why');
	if (!card('gone').includes('missing: there is no program /nowhere'))
		throw new Error(card('gone'));
});
test('a target without results has no cells, and is no choice', () => {
	const row = $('button[data-expand="isa.write.panicked"]').closest('tr');
	same([...row.cells].map(cell => [cell.textContent.replace(/^▸\s/, ''), cell.className]), [['isa.write.panickedspec', ''], ['', 'absent'], ['✗ 1/2', ''], ['✗ 1', ''], ['', 'absent'], ['', ''], ['✓ 2', '']], 'cells');
	same([...$$('#filters label').find(one => one.firstChild.textContent === 'and').querySelectorAll('option')].map(option => option.value), ['', 'old', 'dead', 'lost', 'new'], 'targets to compare');
	same($$('.legend li').map(one => one.textContent), ['gonemissing', 'old2.0 s', 'dead1.0 s', 'laterwaiting', 'lostlost', 'new3.0 s'], 'times');
});
test('the results until its end are those of the matrix, not of an earlier run', () => {
	$('button[data-open="clause:isa.write.panicked@dead"]').click();
	same([$('dialog').textContent.includes('saw nothing at all'), $('dialog').textContent.includes('undefined')], [true, false], 'the result');
	$('dialog').close();
	same($('button[data-open="clause:isa.read.stable@dead"]'), null, 'a result of another run');
});
test('accessible with it', accessible);
