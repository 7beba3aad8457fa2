# SPDX-License-Identifier: BSD-2-Clause
#
# `make help` names the targets. Everything is made below build/; nothing else in the tree changes.

BUILD ?= build
# Files below this folder have one name, whether BUILD is a relative path or an absolute one: what was compiled under another name
# would have no list of the headers that it depends on.
override BUILD := $(patsubst $(CURDIR)/%,%,$(abspath $(BUILD)))
PREFIX ?= /usr/local
DESTDIR ?=
SANITIZE ?=
WERROR ?=
V ?=
# Of the guests: probe/ARCH and boot/ARCH have what is its own.
ARCH ?= x86_64
# What --version and results.json say that the kit was built from, where this is the root of a git repository.
COMMIT ?= $(shell [ "$$(git rev-parse --show-toplevel 2>/dev/null)" = '$(CURDIR)' ] && git describe --always --dirty --exclude '*')

version := 0.1.0

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := all
Q := $(if $(V),,@)

# ---- what there is to build ----

probe_sources := $(wildcard $(addprefix probe/,*.c base/*.c bus/*.c channel/*.c))
aml_sources   := $(wildcard probe/aml/*.c)
arch_sources  := $(wildcard $(addprefix probe/$(ARCH)/,*.c *.S))
boot_sources  := $(wildcard $(addprefix boot/$(ARCH)/,*.c *.S))
efi_sources   := $(wildcard efi/*.c)
host_sources  := $(wildcard host/*/*.c host/*/*/*.c)
host_rooms    := $(patsubst %/,%,$(sort $(dir $(host_sources) $(wildcard host/*/*.h))))
# Channels, architectures and hypervisors register themselves, as cases do: no list names them.
axis_sources := $(wildcard host/channel/*.c host/arch/*.c host/check/vmm_*.c)
case_sources  := $(wildcard tests/conformance/*.c tests/libvirt/*.c) $(filter-out %/stand-in.c,$(wildcard tests/vmm/*/*.c))
unit_sources  := $(wildcard tests/unit/*.c)
fuzz_sources  := $(wildcard tests/fuzz/*.c)
e2e_scripts   := $(wildcard tests/e2e/*.test)
fault_scripts := $(wildcard tests/faults/*.test)
linux_scripts := $(wildcard tests/linux/*.test)
libvirt_scripts := $(wildcard tests/libvirt/*.test)
vmm_scripts   := $(wildcard tests/vmm/*/*.test)
crash_sources := tests/crashes/crashes.c tests/crashes/storm.c
delay_source  := tests/bench/delay.c
linux_sources := tests/linux/vmcoreinfo.c

# The guests of another architecture than that of the first ones have its name in theirs.
guest  := $(BUILD)/guest/$(ARCH)
image  := $(BUILD)/pvpanic-tck$(if $(filter-out x86_64,$(ARCH)),-$(ARCH))
kernel := $(image).elf
app    := $(image).efi
esp    := $(image)-esp.img

# A sanitized harness lives beside the plain one, so that neither is rebuilt for the other.
host   := $(BUILD)/host$(if $(SANITIZE),-sanitize)
tool   := $(if $(SANITIZE),$(host)/pvpanic-tck,$(BUILD)/pvpanic-tck)
units  := $(unit_sources:%.c=$(host)/%)
crashes := $(crash_sources:%.c=$(host)/%)
delay  := $(delay_source:%.c=$(host)/%)
linux  := $(linux_sources:%.c=$(host)/%)
replays := $(fuzz_sources:%.c=$(host)/%)

# This test includes a source of the probe, whose headers the host does not see otherwise.
$(host)/tests/unit/vmcoreinfo.o: host_cflags += -idirafter probe/base

.PHONY: force all guests help run trace faults test check bench install lint fuzz clean packages-found compile_commands.json
all: guests $(tool)

help:
	@echo 'make           build the probes and the harness'
	@echo 'make run       install what is missing, build, and run every case (ARGS= adds arguments)'
	@echo 'make test      install what is missing, build, and test the kit itself (SANITIZE=1: under sanitizers)'
	@echo 'make trace     check that each clause has its case, and each case its clause'
	@echo 'make docs      write docs/clauses.md, the table of clauses and cases'
	@echo 'make on-crash   write docs/on-crash.md, what libvirt makes of each on_crash, here, in trixie and in sid'
	@echo 'make faults    check that the cases catch what is wrong: one fault after another'
	@echo 'make bench     measure the kit against the bare boots of its VMs'
	@echo 'make soak      watch guests for what amounts to weeks: some minutes'
	@echo 'make fuzz      fuzz the parsers of what others say, for SECONDS= (60) or RUNS= each (SEED= repeats a run)'
	@echo 'make lint      check format, C and shell'
	@echo 'make install   to DESTDIR= and PREFIX= (/usr/local)'
	@echo 'make compile_commands.json   for editors and clang tools'
	@echo 'make clean     remove build/'
	@echo 'V=1 shows commands, BUILD= builds elsewhere, ARCH= the guests of another architecture, WERROR=1 takes a warning for an error (as CI does).'

# ---- guests ----

OBJCOPY ?= objcopy

# The architecture may have other tools.
guest_cc := $(CC)
guest_ld := $(LD)

include boot/$(ARCH)/arch.mk

guest_warnings := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla
# Of the headers of an architecture only its own files know the folder.
guest_cflags   := -std=c17 -Os -g $(guest_warnings) $(if $(WERROR),-Werror) -Iinclude -Iprobe/base -Iprobe/bus -Iprobe $(arch_cflags)
# There is no libc, and no startup code but the guest's own.
guest_cflags += -ffreestanding
# Their run-time halves are in the libc that is not there.
guest_cflags += -fno-stack-protector -U_FORTIFY_SOURCE
# One build serves the kernel at its fixed address and the application at any; hidden, so that no GOT is needed for it.
guest_cflags += -fpie -fvisibility=hidden
# An oops walks frame pointers, and a tail call would drop the caller from its backtrace.
guest_cflags += -fno-omit-frame-pointer -fno-optimize-sibling-calls
# Nothing unwinds by tables.
guest_cflags += -fno-asynchronous-unwind-tables
# Lets the linker leave out what only the other of the two guests calls.
guest_cflags += -ffunction-sections -fdata-sections
# Keeps the place where it was built out of the debug information.
guest_cflags += -ffile-prefix-map=$(CURDIR)=.

# As system headers, for they do not stand the kit's warnings.
efi_cflags := $(guest_cflags) -isystem /usr/include/efi -isystem /usr/include/efi/$(ARCH)
# Firmware is called by Microsoft's convention: the compiler does that by itself, without wrappers.
efi_cflags += -DGNU_EFI_USE_MS_ABI
# A character has 16 bits there.
efi_cflags += -fshort-wchar

# What is not called is not carried, and no stack is executable.
guest_ldflags := --gc-sections -z noexecstack --build-id=none -L probe/base
# Objects of one image, linked to move: for gnu-efi's start-up code, which relocates it by itself.
efi_ldflags := $(guest_ldflags) -shared -Bsymbolic -z nocombreloc -z defs

# The AML interpreter: of ACPICA's files, those that the probe or another one of them calls. Not each version has them all.
acpica_files := $(addprefix ds,args control debug field init method mthdat object opcode pkginit utils wexec wload \
                wload2 wscope wstate)
acpica_files += $(addprefix ev,event glock handler misc region rgnini sci xface xfevnt xfregn)
acpica_files += $(addprefix ex,concat config convrt create debug dump field fldio misc mutex names oparg1 oparg2 \
                oparg3 oparg6 prep region resnte resolv resop serial store storen storob system trace utils)
acpica_files += $(addprefix hw,acpi esleep gpe pci regs sleep valid xface xfsleep)
acpica_files += $(addprefix ns,access alloc arguments convert dump eval init load names object parse predef prepkg \
                repair repair2 search utils walk xfeval xfname xfobj)
acpica_files += $(addprefix ps,args loop object opcode opinfo parse scope tree utils walk xface)
acpica_files += $(addprefix rs,addr calc create dumpinfo info io irq list memory misc serial utils xface)
acpica_files += $(addprefix tb,data fadt find instal print utils xface xfload xfroot)
acpica_files += $(addprefix ut,address alloc ascii buffer cache cksum copy debug decode delete error eval excep global \
                hex ids init lock math misc mutex nonansi object osi ownerid predef print resdecode resrc state string \
                strsuppt strtoul64 xface xferror xfinit xfmutex)

# Where it is: a link to the tree that scripts/acpica finds, and that tree's name, to notice when it is another one.
acpica       := $(BUILD)/guest/acpica
acpica_tree  := $(acpica)/tree
acpica_stamp := $(acpica)/tree.name

# Its headers are written for Linux and do not stand the kit's warnings. Only then do they look for a host's own header.
aml_cflags := $(guest_cflags) -isystem $(acpica_tree)/include -isystem probe/aml/host -U__linux -U__linux__ -DMODESTO
# Of what ACPICA hands its host, one without threads and drivers needs little.
$(guest)/probe/aml/osl.o: aml_cflags += -Wno-unused-parameter
# Warnings about its code are its authors' business.
acpica_cflags := $(aml_cflags) -isystem $(acpica_tree)/drivers/acpi/acpica -w

guest_object = $(patsubst %,$(guest)/%.o,$(basename $(1)))
acpica_objects := $(acpica_files:%=$(guest)/acpica/%.o)
aml_objects   := $(call guest_object,$(aml_sources))
arch_objects  := $(call guest_object,$(arch_sources) $(probe_asm))
probe_objects := $(call guest_object,$(probe_sources)) $(arch_objects) $(aml_objects) $(acpica_objects)
boot_objects  := $(call guest_object,$(boot_sources) $(boot_asm))
efi_objects   := $(call guest_object,$(efi_sources))
efi_runtime   := $(addprefix /usr/lib/,crt0-efi-$(ARCH).o libgnuefi.a)
guests        := $(kernel) $(if $(efi_file),$(app) $(esp)) $(arch_images)

guests: $(guests)

# With symbols, for debuggers and for the addresses in an oops.
kernel_debug := $(image).debug
app_debug    := $(image).efi.debug

$(call guest_object,$(arch_sources) $(boot_sources)): guest_cflags += -Iprobe/$(ARCH)

$(guest)/efi/%.o: efi/%.c
	@mkdir -p $(@D)
	$(Q)$(guest_cc) $(efi_cflags) -MMD -MP -c -o $@ $<

$(acpica_stamp): force
	@mkdir -p $(@D)
	$(Q)tree=$$(scripts/acpica) && { [ "$$tree" = "$$(cat $@ 2>/dev/null)" ] || \
		{ ln -sfn "$$tree" $(acpica_tree) && echo "$$tree" >$@; }; }

# No list of what was included: all of that comes with the tree, but for the probe's own headers.
$(acpica_objects): $(guest)/acpica/%.o: $(acpica_stamp) $(wildcard probe/aml/host/*.h)
	@mkdir -p $(@D)
	$(Q)$(guest_cc) $(acpica_cflags) -c -o $@ -x c $(or $(wildcard $(acpica_tree)/drivers/acpi/acpica/$*.c),/dev/null)

$(guest)/probe/aml/%.o: probe/aml/%.c $(acpica_stamp)
	@mkdir -p $(@D)
	$(Q)$(guest_cc) $(aml_cflags) -MMD -MP -c -o $@ $<

$(guest)/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(guest_cc) $(guest_cflags) -MMD -MP -c -o $@ $<

$(guest)/%.o: %.S
	@mkdir -p $(@D)
	$(Q)$(guest_cc) $(guest_cflags) -MMD -MP -c -o $@ $<

registry := probe/base/registry.ld

$(kernel_debug): boot/$(ARCH)/kernel.ld $(registry) $(boot_objects) $(probe_objects)
	$(Q)$(guest_ld) $(guest_ldflags) -static -T $< -o $@ $(filter %.o,$^)

$(kernel): $(kernel_debug)
	$(Q)$(OBJCOPY) --strip-all $(if $(kernel_format),-O $(kernel_format)) $< $@

$(app_debug): efi/application.ld $(registry) $(efi_objects) $(probe_objects)
	$(Q)$(guest_ld) $(efi_ldflags) -T $< -o $@ $(filter %.o,$^) $(efi_runtime)

# Only what is loaded, as a PE file.
$(app): $(app_debug)
	$(Q)$(OBJCOPY) $(addprefix -j ,.text .reloc .data .dynamic .rela .bss) --target=efi-app-$(ARCH) $< $@

$(esp): $(app)
	$(Q)rm -f $@
	$(Q)mformat -C -i $@ -f 2880 -v TCK ::
	$(Q)mmd -i $@ ::/EFI ::/EFI/BOOT
	$(Q)mcopy -i $@ $< ::/EFI/BOOT/$(efi_file)

-include $(patsubst %.o,%.d,$(probe_objects) $(boot_objects) $(efi_objects))

# ---- host ----

packages := glib-2.0 gio-2.0 gio-unix-2.0 json-glib-1.0 libxml-2.0 libelf libdw libkdumpfile libvirt libvirt-qemu

host_warnings := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla \
                 -Wformat=2 -Wwrite-strings
host_cflags := -std=c17 -D_GNU_SOURCE -O2 -g $(host_warnings) $(if $(WERROR),-Werror) -Iinclude $(host_rooms:%=-I%) -I$(host)
host_cflags += -DTCK_VERSION='"$(version)"' -DTCK_SOURCE_DIRECTORY='"$(CURDIR)"'
# As system headers, for they do not stand the kit's warnings.
host_cflags += $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(packages) 2>/dev/null))
host_libs   := $(shell pkg-config --libs $(packages) 2>/dev/null)
ifneq ($(SANITIZE),)
# Every finding ends the program: a test that goes on after one proves nothing.
host_cflags += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

packages-found:
	$(if $(host_libs),,$(error the libraries to build with are missing: run scripts/setup))

host_object   = $(patsubst %.c,$(host)/%.o,$(1))
library      := $(host)/libpvpanic-tck.a
resources    := $(host)/clauses.gresource

$(host)/%.o: %.c | packages-found
	@mkdir -p $(@D)
	$(Q)$(CC) $(host_cflags) $(CFLAGS) -MMD -MP -c -o $@ $<

$(resources).c: docs/pvpanic-tck.gresource.xml $(addprefix docs/,bugchecks.ini clauses.ini known.ini profiles.ini)
	@mkdir -p $(@D)
	$(Q)glib-compile-resources --sourcedir=docs --generate-source --target=$@ $<

# Rewritten only if it is another commit, so that no more than that is built anew.
$(host)/commit.h: force
	@mkdir -p $(@D)
	$(Q)echo '#define TCK_COMMIT "$(COMMIT)"' | cmp -s - $@ || echo '#define TCK_COMMIT "$(COMMIT)"' >$@

$(host)/host/base/version.o $(BUILD)/fuzz/host/base/version.o: $(host)/commit.h

$(resources).o: $(resources).c
	$(Q)$(CC) $(host_cflags) $(CFLAGS) -c -o $@ $<

$(library): $(call host_object,$(filter-out $(axis_sources),$(host_sources))) $(resources).o
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

# What registers itself is linked as objects: of a library the linker takes only what somebody names.
harness := $(call host_object,$(axis_sources)) $(library)
$(tool): $(call host_object,host/main.c $(case_sources)) $(harness)
	$(Q)$(CC) $(host_cflags) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(host_libs)

$(units): $(host)/tests/unit/%: $(host)/tests/unit/%.o $(call host_object,$(case_sources)) $(harness)
	$(Q)$(CC) $(host_cflags) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(host_libs)

$(crashes) $(delay): $(host)/%: $(host)/%.o $(host)/tests/crashes/lab.o $(harness)
	$(Q)$(CC) $(host_cflags) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(host_libs)

$(linux): $(host)/%: $(host)/%.o $(harness)
	$(Q)$(CC) $(host_cflags) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(host_libs)

# The fuzzers over their corpora, by the compiler that there is.
$(replays): $(host)/%: $(host)/%.o $(host)/tests/fuzz/replay/main.o $(harness)
	$(Q)$(CC) $(host_cflags) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(host_libs)

-include $(patsubst %.c,$(host)/%.d,$(wildcard tests/fuzz/*.c tests/fuzz/*/*.c host/*.c host/*/*.c host/*/*/*.c tests/bench/*.c tests/crashes/*.c tests/linux/*.c) $(case_sources) $(unit_sources))

# A QEMU with a fault in it, for the tests of the cases.
faulty := $(BUILD)/tests/faulty-qemu
$(faulty): tests/faults/faulty-qemu.c | packages-found
	@mkdir -p $(@D)
	$(Q)$(CC) $(host_cflags) $(CFLAGS) -o $@ $< $(host_libs)

# What speaks the interface of another hypervisor, where there is none.
stand_ins := $(patsubst tests/vmm/%/stand-in.c,$(BUILD)/tests/vmm/%,$(wildcard tests/vmm/*/stand-in.c))
$(stand_ins): $(BUILD)/tests/vmm/%: tests/vmm/%/stand-in.c | packages-found
	@mkdir -p $(@D)
	$(Q)$(CC) $(host_cflags) $(CFLAGS) -o $@ $< $(host_libs)

# A probe with a fault in it: the kernel, in which another operation_perform() takes the place of the right one.
null := $(BUILD)/tests/null/pvpanic-tck
null_perform := $(guest)/tests/faults/null-perform.o
right_perform := $(guest)/probe/base/operation.o
$(BUILD)/tests/null/operation.o: $(right_perform)
	@mkdir -p $(@D)
	$(Q)$(OBJCOPY) --weaken-symbol=operation_perform $< $@

$(null).debug: boot/$(ARCH)/kernel.ld $(registry) $(boot_objects) $(filter-out $(right_perform),$(probe_objects)) $(BUILD)/tests/null/operation.o $(null_perform)
	$(Q)$(guest_ld) $(guest_ldflags) -static -T $< -o $@ $(filter %.o,$^)

$(null).elf: $(null).debug
	$(Q)$(OBJCOPY) --strip-all $(if $(kernel_format),-O $(kernel_format)) $< $@

# A libvirt with a fault in it, to be loaded before the real one.
faulty_libvirt := $(BUILD)/tests/faulty-libvirt.so
$(faulty_libvirt): tests/faults/faulty-libvirt.c | packages-found
	@mkdir -p $(@D)
	$(Q)$(CC) $(host_cflags) $(CFLAGS) -fPIC -shared -o $@ $< $(host_libs)

# ---- to use ----

# Packages are looked for when this file is read: what setup brings, a second make finds.
run:
	$(Q)scripts/setup run
	$(Q)$(MAKE) --no-print-directory all
	$(Q)$(tool) run $(ARGS)

test check:
	$(Q)scripts/setup test
	$(Q)$(MAKE) --no-print-directory prove

# A test that is given `--tap` prints TAP; a script prints nothing else. The faults are about the cases, and Linux is about the
# watch, which both run under sanitizers in the other tests; a daemon's test is about libvirt alone, and nothing is loaded before
# a sanitizer, which also keeps what was freed, so that memory that must not grow does. Which file uses which, and how guests are
# built, is the same with sanitizers.
.PHONY: prove
prove: all $(units) $(replays) $(crashes) $(linux) $(faulty) $(faulty_libvirt) $(null).elf $(stand_ins)
	$(Q)TCK=$(abspath $(tool)) BUILD=$(abspath $(BUILD)) FAULTS=some \
		prove $(if $(V),-v) $(units) $(replays) $(crashes) \
		$(if $(SANITIZE),$(filter-out %/soak.test %/rooms.test %/axes.test %/build.test,$(e2e_scripts)),$(e2e_scripts)) $(vmm_scripts) $(if $(SANITIZE),,$(fault_scripts) $(linux_scripts)) \
		$(if $(SANITIZE),$(filter-out %/daemon.test %/libvirt/faults.test,$(libvirt_scripts)),$(libvirt_scripts)) :: --tap

# Every fault has to be caught, by the cases that speak of it and by no others.
faults: all $(faulty)
	$(Q)TCK=$(abspath $(tool)) BUILD=$(abspath $(BUILD)) prove -v $(fault_scripts)

# A clause without a case or a reason why not, a case without a clause: neither goes unnoticed.
trace: $(host)/tests/unit/clauses $(tool)
	$(Q)prove -v $< :: --tap
	$(Q)$(tool) explain --table | diff docs/clauses.md - || { echo 'docs/clauses.md is old: make docs' >&2; false; }

.PHONY: docs
docs: $(tool)
	$(Q)$(tool) explain --table >docs/clauses.md

# Runs domains, and fetches a libvirt: not for every day.
.PHONY: on-crash
on-crash: all
	$(Q)TCK=$(abspath $(tool)) BUILD=$(abspath $(BUILD)) scripts/on-crash >$(BUILD)/on-crash.md
	$(Q)mv $(BUILD)/on-crash.md docs/on-crash.md

lint:
	$(Q)scripts/setup build lint
	$(Q)scripts/lint

# Written from what make would run, so that it cannot differ from that.
compile_commands.json:
	$(Q)$(MAKE) --no-print-directory -nB V=1 all $(units) | sed -n \
		-e 's/["\\]/\\&/g' \
		-e 's|^\(.* -c -o [^ ]* \([^ ]*\.c\)\)$$|{"directory": "$(CURDIR)", "file": "\2", "command": "\1"},|p' | \
		sed -e '1s/^/[/' -e '$$s/,$$/]/' >$@

# Clang's fuzzer and sanitizers, on everything a harness must survive: each for so many seconds, or for so many runs. What they
# come to know stays below build/, beside what they find.
SECONDS ?= 60
RUNS ?=
SEED ?=
fuzz         := $(BUILD)/fuzz
fuzzers      := $(fuzz_sources:tests/fuzz/%.c=$(fuzz)/%)
fuzz_object   = $(patsubst %.c,$(fuzz)/%.o,$(1))
fuzz_library := $(fuzz)/libpvpanic-tck.a
fuzz_cflags  := $(host_cflags) -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

$(fuzz)/%.o: %.c | packages-found
	@mkdir -p $(@D)
	$(Q)clang $(fuzz_cflags) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

$(fuzz)/clauses.o: $(resources).c
	@mkdir -p $(@D)
	$(Q)clang $(fuzz_cflags) -c -o $@ $<

$(fuzz_library): $(call fuzz_object,$(filter-out $(axis_sources),$(host_sources))) $(fuzz)/clauses.o
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(fuzzers): $(fuzz)/%: $(fuzz)/tests/fuzz/%.o $(call fuzz_object,$(axis_sources)) $(fuzz_library)
	$(Q)clang $(fuzz_cflags) -fsanitize=fuzzer -o $@ $^ $(host_libs)

-include $(patsubst %.c,$(fuzz)/%.d,$(host_sources) $(fuzz_sources))

fuzz:
	$(Q)scripts/setup fuzz
	$(Q)$(MAKE) --no-print-directory fuzzed

.PHONY: fuzzed
fuzzed: $(fuzzers)
	$(Q)scripts/fuzz $(if $(SEED),-s $(SEED)) $(if $(RUNS),-runs=$(RUNS),-max_total_time=$(SECONDS)) $^

# The whole of what `make test` does a small part of.
.PHONY: soak
soak: all
	$(Q)TCK=$(abspath $(tool)) BUILD=$(abspath $(BUILD)) SOAK=whole prove -v tests/e2e/soak.test

bench: all $(delay)
	$(Q)TCK=$(abspath $(tool)) BUILD=$(abspath $(BUILD)) DELAY=$(abspath $(delay)) scripts/bench

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/pvpanic-tck $(DESTDIR)$(PREFIX)/share/doc/pvpanic-tck
	install -m 755 $(tool) $(DESTDIR)$(PREFIX)/bin/pvpanic-tck
	install -m 644 $(guests) $(kernel_debug) $(if $(efi_file),$(app_debug)) $(DESTDIR)$(PREFIX)/share/pvpanic-tck
	install -m 644 LICENSE NOTICE $(DESTDIR)$(PREFIX)/share/doc/pvpanic-tck
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's|@bindir@|$(PREFIX)/bin|' systemd/pvpanic-tck-watch@.service.in \
		>$(DESTDIR)$(PREFIX)/lib/systemd/system/pvpanic-tck-watch@.service
	chmod 644 $(DESTDIR)$(PREFIX)/lib/systemd/system/pvpanic-tck-watch@.service

clean:
	rm -rf $(BUILD)
