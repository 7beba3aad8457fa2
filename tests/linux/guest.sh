# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Shared by the tests with Linux guests: guests of any architecture that scripts/linux-guest supports, under `pvpanic-tck watch`. To be
# sourced after tap.sh.

: "${source:?} ${scratch:?}"

# guest ARCHITECTURE [OPTION…]: makes the guest's files, in the folder of that name. Fails if there is no kernel; any
# other failure ends the test.
guest() {
	local architecture=$1 status
	"$source/scripts/linux-guest" -a "$architecture" "${@:2}" "$scratch/$architecture" 2>"$scratch/err"
	status=$?
	sed 's/^/# /' "$scratch/err"
	[ $status -ne 77 ] || return 1
	[ $status -eq 0 ] || { echo "Bail out! There is no Linux guest of $architecture." && exit 1; }
}

# ---- guests ----

# machine ARCHITECTURE: guests that are started from here on have that architecture. Sets the QEMU command, and the
# words that make its kernel use the console. $QEMU names another QEMU for amd64 than the one in PATH.
machine() {
	linux=$scratch/$1
	case $1 in
	# On a busy host the calibration of the timer would fail.
	amd64) machine=("${QEMU:-qemu-system-x86_64}" -m 128 -device "isa-serial,chardev=c") speak='console=ttyS0 no_timer_check' ;;
	arm64) machine=(qemu-system-aarch64 -M virt -cpu cortex-a57 -m 256 -serial chardev:c) speak=console=ttyAMA0 ;;
	ppc64el) machine=(qemu-system-ppc64 -M "pseries,x-vof=on" -m 1024 -device "spapr-vty,chardev=c") speak=console=hvc0 ;;
	riscv64) machine=(qemu-system-riscv64 -M virt -m 256 -serial chardev:c) speak=console=ttyS0 ;;
	s390x) machine=(qemu-system-s390x -M s390-ccw-virtio -m 512 -device "sclpconsole,chardev=c") speak='' ;;
	esac
}

# boot NAME WORD… [-- ARGUMENT…]: boots a guest with these words for its kernel and these arguments for QEMU, until its
# watch ends. The folder NAME then has the console, the watch's exit status, its output in out and err, and its record.
# $during and $after name commands to run during the watch and after it; $hang is how long CPUs may be silent, $core
# whether a core is taken; $patience is how long the watch may take, $initramfs the guest's initramfs.
boot() {
	local name=$1 words=()
	shift
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		words+=("$1")
		shift
	done
	shift
	# Self-tests of ciphers would take time.
	"${machine[@]}" -name "$name" -accel tcg -nodefaults -display none -no-shutdown \
		-qmp "unix:$scratch/$name/qmp,server=on,wait=on" -qmp "unix:$scratch/$name/other,server=on,wait=off" \
		-chardev "file,id=c,path=$scratch/$name/console" -kernel "$linux/vmlinuz" -initrd "$linux/${initramfs-initramfs}" \
		-append "$speak quiet panic=0 cryptomgr.notests printk.devkmsg=on ${words[*]}" \
		"$@" 2>"$name/qemu" &
	local qemu=$!
	[ -z "${during-}" ] || "$during" "$name" >"$name/during" 2>&1 &
	timeout "${patience-300}" "$TCK" watch --once --hang "${hang-10}" --core "${core-never}" \
		--qmp "$scratch/$name/qmp" --console "$scratch/$name/console" --output "$scratch/$name/incidents" >"$name/out" 2>"$name/err"
	echo $? >"$name/status"
	[ -z "${after-}" ] || { "$after" "$name" >"$name/after" 2>&1 && : >"$name/after.done"; }
	rm -f "$name"/incidents/*/core
	kill "$qemu" 2>/dev/null
	wait
}

# start NAME …: boots a guest in the background, as soon as a CPU is free.
start() {
	local name=$1
	shift
	while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do
		wait -n
	done
	mkdir "$name"
	: >"$name/console"
	boot "$name" "$@" &
}

# order NAME COMMAND…: sends commands to the guest's QEMU, through its second monitor, and prints what they return.
order() {
	/usr/bin/python3 - "$scratch/$1/other" "${@:2}" <<-'END'
	import json, socket, sys
	peer = socket.socket(socket.AF_UNIX)
	peer.connect(sys.argv[1])
	lines = peer.makefile("rw")
	lines.readline()
	for command in ['{"execute": "qmp_capabilities"}'] + sys.argv[2:]:
	    lines.write(command + "\n")
	    lines.flush()
	    while "event" in (answer := json.loads(lines.readline())):
	        pass
	    if "error" in answer:
	        sys.exit(answer["error"]["desc"])
	    print(json.dumps(answer["return"]))
	END
}

# prints NAME PATTERN: waits until a line of the guest's console matches.
prints() {
	timeout 30 tail -n +1 -f "$1/console" | grep -q -m1 -- "$2"
}

# release NAME: prints the version of Linux, as the guest printed it.
release() {
	sed -n 's/.* tck: Linux \(.*\), up for .*/\1/p' "$1/console" | head -n 1
}

# ---- assertions ----

# ends NAME STATUS KIND [WORDS]: succeeds if the watch of the guest ended with this status, kind of incident and text.
ends() {
	[ "$(cat "$1/status")" -eq "$2" ] && grep -q "\"kind\" : \"$3\"" "$1"/incidents/*/incident.json &&
		grep -q -- "${4-}" "$1/out" && return
	echo "exit status $(cat "$1/status")"
	cat "$1/out" "$1/err" "$1/qemu"
	tail -n 50 "$1/console"
	return 1
}

# kept NAME PATTERN…: succeeds if lines of the console in the record match.
kept() {
	local pattern
	for pattern in "${@:2}"; do
		grep -q -- "$pattern" "$1"/incidents/*/console.log && continue
		echo "nothing like \"$pattern\" in:"
		tail -n 50 "$1/console"
		return 1
	done
}

# tells NAME FIELD=PATTERN…: succeeds if there is one record of the guest, or in the file of that name, and the pattern
# (of Python's re) matches all of each field: "null" is none, entries of a list are lines.
tells() {
	/usr/bin/python3 - "$@" <<-'END'
	import glob, json, os, re, sys
	paths = [sys.argv[1]] if os.path.isfile(sys.argv[1]) else glob.glob(f"{sys.argv[1]}/incidents/*/incident.json")
	if len(paths) != 1:
	    sys.exit(f"{len(paths)} incidents: {paths}")
	record, bad = json.load(open(paths[0])), False
	for wanted in sys.argv[2:]:
	    field, _, pattern = wanted.partition("=")
	    value = record
	    for name in field.split("."):
	        value = value[name] if value is not None else None
	    text = "null" if value is None else "\n".join(value) if isinstance(value, list) else str(value)
	    if not re.fullmatch(pattern, text, re.DOTALL):
	        print(f"{field} is {text!r}, not {pattern!r}")
	        bad = True
	if bad:
	    folder = os.path.dirname(sys.argv[1]) if os.path.isfile(sys.argv[1]) else sys.argv[1]
	    sys.exit(open(f"{folder}/out").read() + open(f"{folder}/console", errors="replace").read()[-4000:])
	END
}

# ---- cores ----

# core_formats NAME: prints the formats of cores that the guest's QEMU has for Linux.
core_formats() {
	order "$1" '{"execute": "query-dump-guest-memory-capability"}' | grep -o '"[a-z-]*"' | tr -d '"' |
		grep -x -e elf -e 'kdump-.*'
}

# dump NAME FORMAT: takes a core of the guest, as NAME/FORMAT.
dump() {
	order "$1" '{"execute": "dump-guest-memory", "arguments": {"paging": false, "protocol": "file:'"$scratch/$1/$2"'", "format": "'"$2"'"}}'
}

# autopsied CORE STATUS FIELD=PATTERN…: succeeds if an autopsy of the core ends with that status and has these fields.
autopsied() {
	exits "$2" "$TCK" autopsy --format json "$1" && cp "$scratch/out" "$1.json" && tells "$1.json" "${@:3}"
}

# ends_alike CORE LOG: succeeds if the last lines of the log in the core are those of the other log.
ends_alike() {
	exits 0 "$TCK" autopsy --dmesg "$1" && [ "$(wc -l <"$2")" -ge 20 ] && diff <(tail -n 20 "$scratch/out") <(tail -n 20 "$2")
}

# repair CORE: makes CORE.repaired of one of QEMU's cores, for makedumpfile, which does not look in the header for the
# program headers of an ELF core and does not read a flattened one. QEMU itself reads the decimal phys_base in
# VMCOREINFO as hexadecimal (docs/findings/core-phys-base.md).
repair() {
	if [ "$(head -c 12 "$1")" = makedumpfile ]; then
		makedumpfile -R "$1.repaired" <"$1" >/dev/null || return
	else
		cp "$1" "$1.repaired" && chmod u+w "$1.repaired" || return
	fi
	/usr/bin/python3 - "$1.repaired" <<-'END'
	import mmap, re, struct, sys
	with open(sys.argv[1], "r+b") as file, mmap.mmap(file.fileno(), 0) as core:
	    if core[:4] == b"\x7fELF":
	        (begin,), (count,) = struct.unpack_from("<Q", core, 32), struct.unpack_from("<H", core, 56)
	        core[64:64 + 56 * count] = core[begin:begin + 56 * count]
	        struct.pack_into("<QQ", core, 32, 64, 0)
	        struct.pack_into("<HHHHHH", core, 52, 64, 56, count, 0, 0, 0)
	    else:
	        (blocks,) = struct.unpack_from("<I", core, 428)
	        struct.pack_into("<q", core, blocks, int(re.search(rb"\nNUMBER\(phys_base\)=(-?\d+)\n", core)[1]))
	END
}

# logs_alike CORE: the same for the log that makedumpfile reads from it.
logs_alike() {
	makedumpfile --dump-dmesg "$1" "$1.dmesg" >/dev/null && ends_alike "$1" "$1.dmesg"
}

# logs_alike_repaired CORE: the same for one of QEMU's cores, repaired.
logs_alike_repaired() {
	repair "$1" && makedumpfile --dump-dmesg "$1.repaired" "$1.dmesg" >/dev/null && ends_alike "$1" "$1.dmesg"
}
