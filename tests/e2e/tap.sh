# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Shared by the end-to-end tests: TAP, a temporary folder, and the program under test, $TCK.
#
#     ok "what it shows" command…      passes if the command succeeds; otherwise its output is shown
#     finish                           prints the plan, and returns the exit status

set -u

: "${TCK:?names the pvpanic-tck to test}" "${BUILD:?names the folder with the images}"

# The tree under test, and a temporary folder, which is removed at the end.
# shellcheck disable=SC2034
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
tests=0
failures=0

# The shards of a CI system that runs these tests are not those of the runs that they make.
unset CI_NODE_TOTAL CI_NODE_INDEX TEST_TOTAL_SHARDS TEST_SHARD_INDEX TEST_SHARD_STATUS_FILE

# The tests run in the temporary folder, so they leave nothing in the one where they are started.
cd "$scratch" || exit 1

ok() {
	local what=$1 output
	shift
	tests=$((tests + 1))
	if output=$("$@" 2>&1); then
		echo "ok $tests - $what"
	else
		failures=$((failures + 1))
		echo "not ok $tests - $what"
		{ echo "${0##*/}: not ok $tests - $what" && printf '%s\n' "$ $*" "$output"; } | sed 's/^/# /' >&2
	fi
}

# exec_limited SECONDS command…: replaces the shell by the command, for so long at most; a signal to it is passed on.
# Without --foreground, timeout sends SIGCONT after the signal. It discards the SIGSTOP for which LeakSanitizer waits at
# the end of a process, which then hangs.
exec_limited() {
	exec timeout --foreground "$@"
}

skip() {
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}

finish() {
	echo "1..$tests"
	[ "$failures" -eq 0 ]
}

# exits STATUS command…: succeeds if the command ends with that status. Its output is in $scratch/out and $scratch/err.
exits() {
	local wanted=$1 status
	shift
	"$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
	[ "$status" -eq "$wanted" ] && return
	echo "exit status $status, not $wanted"
	cat "$scratch/out" "$scratch/err"
	return 1
}

# says PATTERN: succeeds if a line of the standard error of the last command under `exits` matches.
says() {
	grep -q -- "$1" "$scratch/err" && return
	echo "nothing like \"$1\" in:"
	cat "$scratch/err"
	return 1
}

# says_one_line PATTERN: the same, and it has to be the only line: an error message is one sentence.
says_one_line() {
	[ "$(wc -l <"$scratch/err")" -eq 1 ] && says "$1"
}

# Succeeds if no process has a path in the temporary folder in its command line.
nothing_left() {
	! pgrep -f -- "$scratch/"
}
