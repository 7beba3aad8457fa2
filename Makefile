# SPDX-License-Identifier: BSD-2-Clause
#
# `make help` names the targets. Everything is made below build/; nothing else in the tree changes.

BUILD ?= build
# Files below this folder have the same name whether BUILD is a relative or an absolute path. Otherwise objects that
# were compiled under the other name would have no header dependencies.
override BUILD := $(patsubst $(CURDIR)/%,%,$(abspath $(BUILD)))
PREFIX ?= /usr/local
DESTDIR ?=
SANITIZE ?=
WERROR ?=
V ?=
# The architecture of the guests; its own files are in probe/ARCH and boot/ARCH.
ARCH ?= x86_64
# The commit that --version and results.json name, if this is the root of a git repository.
COMMIT ?= $(shell [ "$$(git rev-parse --show-toplevel 2>/dev/null)" = '$(CURDIR)' ] && git describe --always --dirty --exclude '*')

version := 0.1.0
# Of this version, as manual pages have it.
date    := November 27, 2026

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := all
Q := $(if $(V),,@)

# ---- what can be built ----

probe_sources := $(wildcard $(addprefix probe/,*.c base/*.c bus/*.c channel/*.c))
aml_sources   := $(wildcard probe/aml/*.c)
arch_sources  := $(wildcard $(addprefix probe/$(ARCH)/,*.c *.S))
boot_sources  := $(wildcard $(addprefix boot/$(ARCH)/,*.c *.S))
efi_sources   := $(wildcard efi/*.c efi/$(ARCH)/*.c)
host_sources  := $(wildcard host/*/*.c host/*/*/*.c)
host_rooms    := $(patsubst %/,%,$(sort $(dir $(host_sources) $(wildcard host/*/*.h))))
# Channels, architectures, hypervisors, readers of consoles and kinds of files register themselves, as cases do: no list names them.
axis_sources := $(wildcard host/channel/*.c host/console/reader_*.c host/arch/*.c host/check/vmm_*.c host/autopsy/source_*.c)
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

# Guests of architectures other than x86_64 have the architecture in their names.
guest  := $(BUILD)/guest/$(ARCH)
image  := $(BUILD)/pvpanic-tck$(if $(filter-out x86_64,$(ARCH)),-$(ARCH))
kernel := $(image).elf
app    := $(image).efi
esp    := $(image)-esp.img

# The sanitized harness has a folder of its own, so that neither is rebuilt for the other.
host   := $(BUILD)/host$(if $(SANITIZE),-sanitize)
tool   := $(if $(SANITIZE),$(host)/pvpanic-tck,$(BUILD)/pvpanic-tck)
units  := $(unit_sources:%.c=$(host)/%)
crashes := $(crash_sources:%.c=$(host)/%)
delay  := $(delay_source:%.c=$(host)/%)
linux  := $(linux_sources:%.c=$(host)/%)
replays := $(fuzz_sources:%.c=$(host)/%)

# These tests include a source of the probe, and so need the probe's headers.
$(host)/tests/unit/fdt.o $(host)/tests/unit/vmcoreinfo.o: host_cflags += -idirafter probe/base

.PHONY: force all cross guests help run trace faults test check bench install lint fuzz clean packages-found compile_commands.json
all: guests $(tool)

# The guests of the architectures whose compilers are here; a line for each of the others. One after another, and after those of $(ARCH):
# they share a link.
cross: all
	$(Q)for arch in $(filter-out $(ARCH),$(patsubst boot/%/arch.mk,%,$(wildcard boot/*/arch.mk))); do \
		prefix=$$(sed -n 's/^cross := *//p' boot/$$arch/arch.mk); \
		if command -v $${prefix}gcc >/dev/null; then $(MAKE) --no-print-directory guests ARCH=$$arch || exit 1; \
		else echo "no guests of $$arch: there is no $${prefix}gcc; install Debian's package gcc-$${prefix%-}" >&2; fi; \
	done

help:
	@echo 'make           build the probes and the harness'
	@echo 'make cross     build the probes of other architectures, too, as far as their compilers are installed'
	@echo 'make run       install what is missing, build, and run every case (ARGS= adds arguments)'
	@echo 'make test      install what is missing, build, and test the kit itself (SANITIZE=1: under sanitizers)'
	@echo 'make unit      the tests of the kit that need no hypervisor'
	@echo 'make trace     check that each clause has its case, and each case its clause'
	@echo 'make docs      write docs/clauses.md, the table of clauses and cases'
	@echo 'make on-crash  write docs/on-crash.md: how libvirt handles each on_crash here, in trixie and in sid'
	@echo 'make faults    check that the cases notice every fault of a faulty QEMU'
	@echo 'make lab       run the multiboot cases under the KVM of an emulated machine, and compare (QEMUS= names QEMUs)'
	@echo 'make bench     measure the kit against the bare boots of its VMs'
	@echo 'make soak      watch thousands of crashes, for some minutes'
	@echo 'make fuzz      fuzz the parsers of untrusted input, for SECONDS= (60) or RUNS= each (SEED= repeats a run)'
	@echo 'make lint      check format, C and shell'
	@echo 'make install   to DESTDIR= and PREFIX= (/usr/local)'
	@echo 'make compile_commands.json   for editors and clang tools'
	@echo 'make clean     remove build/'
	@echo 'V=1 shows commands, BUILD= builds elsewhere, ARCH= the guests of another architecture, WERROR=1 makes warnings errors (as CI does).'

# ---- guests ----

OBJCOPY ?= objcopy

# An architecture that takes another compiler than the native one gives the prefix of its tools, and one that shares rooms with others
# names them.
cross :=
arch_rooms :=

include boot/$(ARCH)/arch.mk

arch_sources += $(wildcard $(arch_rooms:%=%/*.c))

guest_cc      := $(if $(cross),$(cross)gcc,$(CC))
guest_ld      := $(if $(cross),$(cross)ld,$(LD))
guest_objcopy := $(if $(cross),$(cross)objcopy,$(OBJCOPY))

guest_warnings := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla
# Only files of an architecture find its headers.
guest_cflags   := -std=c17 -Os -g $(guest_warnings) $(if $(WERROR),-Werror) -Iinclude -Iprobe/base -Iprobe/bus -Iprobe $(arch_cflags)
# There is no libc, and no start-up code but the guest's own.
guest_cflags += -ffreestanding
# Their run-time support would be in a libc.
guest_cflags += -fno-stack-protector -U_FORTIFY_SOURCE
# If there is an application, one build serves the kernel at its fixed address and the application at any address. Symbols are hidden, so no
# GOT is needed.
guest_cflags += $(if $(efi_file),-fpie,-fno-pie) -fvisibility=hidden
# An oops follows frame pointers, and a tail call would drop the caller from the backtrace.
guest_cflags += -fno-omit-frame-pointer -fno-optimize-sibling-calls
# Nothing uses unwind tables.
guest_cflags += -fno-asynchronous-unwind-tables
# The linker removes what only the other image calls.
guest_cflags += -ffunction-sections -fdata-sections
# The debug information does not contain the path of the build.
guest_cflags += -ffile-prefix-map=$(CURDIR)=.

# As system headers, because the kit's warnings apply to code in them.
efi_cflags := $(guest_cflags) $(arch_efi_cflags) -Iefi -isystem /usr/include/efi
# Characters have 16 bits.
efi_cflags += -fshort-wchar

# Unused sections are removed, and no stack is executable.
guest_ldflags := --gc-sections -z noexecstack --build-id=none -L probe/base
# Linked as a shared object, which the application relocates by itself.
efi_ldflags := $(guest_ldflags) -shared -Bsymbolic -z nocombreloc -z defs -z max-page-size=4096

# The AML interpreter: those of ACPICA's files that the probe or another one of them uses. Not every version has all of
# them.
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

# A link to the tree that scripts/acpica finds, and the tree's name, to notice when it changes.
acpica       := $(BUILD)/guest/acpica
acpica_tree  := $(acpica)/tree
acpica_stamp := $(acpica)/tree.name

# ACPICA's headers are written for Linux; without __linux__ they include a host-specific header.
aml_cflags := $(guest_cflags) -isystem $(acpica_tree)/include -isystem probe/aml/host -U__linux -U__linux__ -DMODESTO
# A host without threads and drivers uses few of the arguments that ACPICA passes.
$(guest)/probe/aml/osl.o: aml_cflags += -Wno-unused-parameter
# Warnings about ACPICA's code are for its authors.
acpica_cflags := $(aml_cflags) -isystem $(acpica_tree)/drivers/acpi/acpica -w

guest_object = $(patsubst %,$(guest)/%.o,$(basename $(1)))
acpica_objects := $(acpica_files:%=$(guest)/acpica/%.o)
aml_objects   := $(call guest_object,$(aml_sources))
arch_objects  := $(call guest_object,$(arch_sources) $(probe_asm))
probe_objects := $(call guest_object,$(probe_sources)) $(arch_objects) $(aml_objects) $(acpica_objects)
boot_objects  := $(call guest_object,$(boot_sources) $(boot_asm))
efi_objects   := $(call guest_object,$(efi_sources))
guests        := $(kernel) $(if $(efi_file),$(app) $(esp)) $(arch_images)

guests: $(guests)

# With symbols, for debuggers and for the addresses in an oops.
kernel_debug := $(image).debug
app_debug    := $(image).efi.debug

$(call guest_object,$(arch_sources) $(boot_sources)): guest_cflags += $(addprefix -I,probe/$(ARCH) $(arch_rooms))

$(call guest_object,$(wildcard efi/$(ARCH)/*.c)): efi_cflags += $(addprefix -I,probe/$(ARCH) $(arch_rooms))

$(guest)/efi/%.o: efi/%.c
	@mkdir -p $(@D)
	$(Q)$(guest_cc) $(efi_cflags) -MMD -MP -c -o $@ $<

$(acpica_stamp): force
	@mkdir -p $(@D)
	$(Q)tree=$$(scripts/acpica) && { [ "$$tree" = "$$(cat $@ 2>/dev/null)" ] || \
		{ ln -sfn "$$tree" $(acpica_tree) && echo "$$tree" >$@; }; }

# Without header dependencies: the headers belong to the tree, except the probe's own.
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
	$(Q)$(guest_objcopy) --strip-all $(if $(kernel_format),-O $(kernel_format)) $< $@

$(app_debug): efi/application.ld $(registry) $(efi_objects) $(probe_objects)
	$(Q)$(guest_ld) $(efi_ldflags) -T $< -o $@ $(filter %.o,$^)

# The loaded sections, as a PE file.
$(app): $(app_debug)
	$(Q)$(guest_objcopy) $(addprefix -j ,.text .reloc .data .rela .bss) --target=efi-app-$(ARCH) $< $@

$(esp): $(app)
	$(Q)rm -f $@
	$(Q)mformat -C -i $@ -f 2880 -v TCK ::
	$(Q)mmd -i $@ ::/EFI ::/EFI/BOOT
	$(Q)mcopy -i $@ $< ::/EFI/BOOT/$(efi_file)

-include $(patsubst %.o,%.d,$(probe_objects) $(boot_objects) $(efi_objects))

# ---- host ----

packages := glib-2.0 gio-2.0 gio-unix-2.0 json-glib-1.0 libxml-2.0 libelf libdw libkdumpfile libarchive
# Loaded at run time (host/vmm/libvirt/libvirt_calls.h).
loaded   := libvirt libvirt-qemu

host_warnings := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla \
                 -Wformat=2 -Wwrite-strings
host_cflags := -std=c17 -D_GNU_SOURCE -O2 -g $(host_warnings) $(if $(WERROR),-Werror) -Iinclude $(host_rooms:%=-I%) -I$(host)
host_cflags += -DTCK_VERSION='"$(version)"' -DTCK_DATE='"$(date)"' -DTCK_SOURCE_DIRECTORY='"$(CURDIR)"'
# As system headers, because the kit's warnings apply to code in them.
host_cflags += $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(packages) $(loaded) 2>/dev/null))
host_libs   := $(shell pkg-config --libs $(packages) 2>/dev/null)
ifneq ($(SANITIZE),)
# Every finding ends the program: a test that continues after one proves nothing.
host_cflags += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
# AddressSanitizer looks up the functions that it intercepts when the program starts: it does not find those of
# libtirpc, which libvirt needs, in a library that is loaded later, and LeakSanitizer does not find the memory of such a
# library.
host_libs   += -Wl,--no-as-needed $(shell pkg-config --libs $(loaded) 2>/dev/null)
endif

packages-found:
	$(if $(host_libs),,$(error the libraries to build with are missing: run scripts/setup))

host_object   = $(patsubst %.c,$(host)/%.o,$(1))
library      := $(host)/libpvpanic-tck.a
resources    := $(host)/clauses.gresource

$(host)/%.o: %.c | packages-found
	@mkdir -p $(@D)
	$(Q)$(CC) $(host_cflags) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(resources).c: docs/pvpanic-tck.gresource.xml $(addprefix docs/,bugchecks.ini clauses.ini known.ini ntstatus.ini profiles.ini) host/lab/init \
                $(wildcard host/page/*.html host/page/*.css host/page/*.js)
	@mkdir -p $(@D)
	$(Q)glib-compile-resources --sourcedir=docs --sourcedir=host/lab --sourcedir=host/page --generate-source --target=$@ $<

# Rewritten only for a new commit or another ACPICA, so that nothing else is rebuilt.
acpica_version = $(shell sed -n 's/^.define ACPI_CA_VERSION *0x//p' $(acpica_tree)/include/acpi/acpixf.h 2>/dev/null)
$(host)/commit.h: force $(acpica_stamp)
	@mkdir -p $(@D)
	$(Q)printf '#define TCK_COMMIT "%s"\n#define TCK_ACPICA "%s"\n' '$(COMMIT)' '$(acpica_version)' >$@.new
	$(Q)cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(host)/host/base/program.o $(BUILD)/fuzz/host/base/program.o: $(host)/commit.h

$(resources).o: $(resources).c
	$(Q)$(CC) $(host_cflags) $(CFLAGS) -c -o $@ $<

$(library): $(call host_object,$(filter-out $(axis_sources),$(host_sources))) $(resources).o
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

# Files that register themselves are linked as objects: from a library the linker only takes what is referenced.
harness := $(call host_object,$(axis_sources)) $(library)
$(tool): $(call host_object,host/main.c $(case_sources)) $(harness)
	$(Q)$(CC) $(host_cflags) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(host_libs)

$(units): $(host)/tests/unit/%: $(host)/tests/unit/%.o $(call host_object,$(case_sources)) $(harness)
	$(Q)$(CC) $(host_cflags) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(host_libs)

$(crashes) $(delay): $(host)/%: $(host)/%.o $(host)/tests/crashes/lab.o $(harness)
	$(Q)$(CC) $(host_cflags) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(host_libs)

$(linux): $(host)/%: $(host)/%.o $(harness)
	$(Q)$(CC) $(host_cflags) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(host_libs)

# The fuzzers over their corpora, built by any compiler.
$(replays): $(host)/%: $(host)/%.o $(host)/tests/fuzz/replay/main.o $(harness)
	$(Q)$(CC) $(host_cflags) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(host_libs)

-include $(patsubst %.c,$(host)/%.d,$(wildcard tests/fuzz/*.c tests/fuzz/*/*.c host/*.c host/*/*.c host/*/*/*.c tests/bench/*.c tests/crashes/*.c tests/linux/*.c) $(case_sources) $(unit_sources))

# The program of a Linux guest that loads its crash kernel.
crash_loader := $(BUILD)/tests/load-crash-kernel
$(crash_loader): tests/linux/load-crash-kernel.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -O2 $(host_warnings) $(if $(WERROR),-Werror) -static -o $@ $<

# A faulty QEMU, for the tests of the cases, and a stand-in for a QEMU whose KVM has Hyper-V's interface.
faulty := $(BUILD)/tests/faulty-qemu
hyperv := $(BUILD)/tests/hyperv-qemu
$(hyperv): host/channel/enlightenment.c
$(faulty) $(hyperv): $(BUILD)/tests/%: tests/faults/%.c tests/faults/relay.c tests/faults/relay.h | packages-found
	@mkdir -p $(@D)
	$(Q)$(CC) $(host_cflags) $(CFLAGS) -o $@ $(filter %.c,$^) $(host_libs)

# The stand-in for that KVM, as far as the kit queries it: to be preloaded.
hyperv_kvm := $(BUILD)/tests/hyperv-kvm.so
$(hyperv_kvm): tests/faults/hyperv-kvm.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(host_cflags) $(CFLAGS) -fPIC -shared -o $@ $<

# Stand-ins, which provide the interface of another hypervisor.
stand_ins := $(patsubst tests/vmm/%/stand-in.c,$(BUILD)/tests/vmm/%,$(wildcard tests/vmm/*/stand-in.c))
$(stand_ins): $(BUILD)/tests/vmm/%: tests/vmm/%/stand-in.c | packages-found
	@mkdir -p $(@D)
	$(Q)$(CC) $(host_cflags) $(CFLAGS) -o $@ $< $(host_libs)

# A faulty probe: the kernel with another operation_perform().
null := $(BUILD)/tests/null/pvpanic-tck
null_perform := $(guest)/tests/faults/null-perform.o
right_perform := $(guest)/probe/base/operation.o
$(BUILD)/tests/null/operation.o: $(right_perform)
	@mkdir -p $(@D)
	$(Q)$(guest_objcopy) --weaken-symbol=operation_perform $< $@

$(null).debug: boot/$(ARCH)/kernel.ld $(registry) $(boot_objects) $(filter-out $(right_perform),$(probe_objects)) $(BUILD)/tests/null/operation.o $(null_perform)
	$(Q)$(guest_ld) $(guest_ldflags) -static -T $< -o $@ $(filter %.o,$^)

$(null).elf: $(null).debug
	$(Q)$(guest_objcopy) --strip-all $(if $(kernel_format),-O $(kernel_format)) $< $@

# A faulty libvirt, to be preloaded.
faulty_libvirt := $(BUILD)/tests/faulty-libvirt.so
$(faulty_libvirt): tests/faults/faulty-libvirt.c | packages-found
	@mkdir -p $(@D)
	$(Q)$(CC) $(host_cflags) $(CFLAGS) -fPIC -shared -o $@ $< $(host_libs)

# ---- commands ----

# Packages are looked for when this file is read, so a second make finds what setup has installed.
run:
	$(Q)scripts/setup run
	$(Q)$(MAKE) --no-print-directory all
	$(Q)$(tool) run $(ARGS)

test check:
	$(Q)scripts/setup test
	$(Q)$(MAKE) --no-print-directory prove

# Left out under sanitizers: the faults and Linux, whose cases and watch other tests run; the daemon's test, which is
# only about libvirt; faulty libvirts, which cannot be preloaded before a sanitizer; the soak test, because a sanitizer
# keeps freed memory; and tests of the tree and the build, which do not depend on sanitizers.
not_sanitized := $(fault_scripts) $(linux_scripts) $(addprefix tests/libvirt/,daemon.test faults.test) \
                 $(addprefix tests/e2e/,axes.test build.test rooms.test soak.test)
scripts := $(filter-out $(if $(SANITIZE),$(not_sanitized)),$(e2e_scripts) $(vmm_scripts) $(fault_scripts) $(linux_scripts) $(libvirt_scripts))

# These run one by one, after all others: they have time limits, need a CPU for themselves, or run make on the tested
# tree.
alone := $(filter $(addprefix tests/e2e/,axes.test build.test install.test kill.test soak.test trouble.test years.test),$(scripts)) \
         $(filter %/storm,$(crashes))
# The others run in parallel, one per CPU, the longest first.
long  := $(filter $(fault_scripts) $(linux_scripts) $(addprefix tests/e2e/,hyperv.test lab.test run.test libvirt.test slurm.test) tests/libvirt/faults.test tests/libvirt/hyperv.test,$(scripts)) \
         $(filter %/crashes,$(crashes)) $(filter $(addprefix tests/e2e/,boots.test rerun.test),$(scripts))
short := $(filter-out $(long) $(alone),$(scripts) $(units) $(replays))

# A test with `--tap` prints TAP; a script always does. What a test prints is shown by V=1, one at a time.
.PHONY: prove
prove: all cross $(units) $(replays) $(crashes) $(linux) $(crash_loader) $(faulty) $(hyperv) $(hyperv_kvm) $(faulty_libvirt) $(null).elf $(stand_ins)
	$(Q)export TCK=$(abspath $(tool)) BUILD=$(abspath $(BUILD)) FAULTS=some; status=0; \
		prove $(if $(V),-v,-j $(shell nproc)) $(long) $(short) :: --tap || status=1; \
		prove $(if $(V),-v) $(alone) :: --tap || status=1; \
		exit $$status

# The tests that need no hypervisor: the build of a package has none.
.PHONY: unit
unit: $(units) $(replays)
	$(Q)prove $(if $(V),-v,-j $(shell nproc)) $^ :: --tap

# Exactly the cases about a fault have to find it.
faults: all $(faulty) $(hyperv) $(hyperv_kvm)
	$(Q)TCK=$(abspath $(tool)) BUILD=$(abspath $(BUILD)) prove -v $(fault_scripts)

# Each clause has a case or a reason why not, and each case has a clause.
trace: $(host)/tests/unit/clauses $(tool)
	$(Q)prove -v $< :: --tap
	$(Q)$(tool) explain --table | diff docs/clauses.md - || { echo 'docs/clauses.md is old: make docs' >&2; false; }

.PHONY: docs
docs: $(tool)
	$(Q)$(tool) explain --table >docs/clauses.md

# Both runs of the catalogue, in the lab and outside, for each of the QEMUs.
QEMUS ?=
.PHONY: lab
lab:
	$(Q)scripts/setup test
	$(Q)$(MAKE) --no-print-directory all
	$(Q)TCK=$(abspath $(tool)) scripts/lab-catalogue --output $(abspath $(BUILD))/lab $(QEMUS)

# Runs domains, and downloads a libvirt.
.PHONY: on-crash
on-crash: all
	$(Q)TCK=$(abspath $(tool)) BUILD=$(abspath $(BUILD)) scripts/on-crash >$(BUILD)/on-crash.md
	$(Q)mv $(BUILD)/on-crash.md docs/on-crash.md

lint:
	$(Q)scripts/setup build lint
	$(Q)scripts/lint

# Made from the commands that make would run.
compile_commands.json:
	$(Q)$(MAKE) --no-print-directory -nB V=1 all $(units) | sed -n \
		-e 's/["\\]/\\&/g' \
		-e 's|^\(.* -c -o [^ ]* \([^ ]*\.c\)\)$$|{"directory": "$(CURDIR)", "file": "\2", "command": "\1"},|p' | \
		sed -e '1s/^/[/' -e '$$s/,$$/]/' >$@

# libFuzzer and sanitizers on every parser of the harness, each for so many seconds or runs. Corpora and findings are
# kept below build/.
SECONDS ?= 60
RUNS ?=
SEED ?=
fuzz         := $(BUILD)/fuzz
fuzzers      := $(fuzz_sources:tests/fuzz/%.c=$(fuzz)/%)
fuzz_object   = $(patsubst %.c,$(fuzz)/%.o,$(1))
fuzz_library := $(fuzz)/libpvpanic-tck.a
# Only gcc's warnings count: clang reports a GMutexLocker, which is used at the end of its scope, as unused.
fuzz_cflags  := $(host_cflags) -w -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

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

# All of the soak test, of which `make test` runs a small part.
.PHONY: soak
soak: all
	$(Q)TCK=$(abspath $(tool)) BUILD=$(abspath $(BUILD)) SOAK=whole prove -v tests/e2e/soak.test

bench: all $(delay)
	$(Q)TCK=$(abspath $(tool)) BUILD=$(abspath $(BUILD)) DELAY=$(abspath $(delay)) scripts/bench

# A manual page of the program, and one of each command.
manuals := $(patsubst %,$(BUILD)/man/pvpanic-tck%.1,$(subst _,-,$(patsubst host/command/command_%.c,-%,$(wildcard host/command/command_*.c)))) \
           $(BUILD)/man/pvpanic-tck.1
.PHONY: man
man: $(manuals)
$(BUILD)/man/pvpanic-tck.1: $(tool)
	@mkdir -p $(@D)
	$(Q)$(tool) --man >$@
$(BUILD)/man/pvpanic-tck-%.1: $(tool)
	@mkdir -p $(@D)
	$(Q)$(tool) $* --man >$@

# Also the images of other architectures that `make cross` built, and each image's symbols.
install: all man
	install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin lib/pvpanic-tck lib/systemd/system share/pvpanic-tck share/doc/pvpanic-tck share/man/man1 \
		share/bash-completion/completions)
	install -m 755 $(tool) $(DESTDIR)$(PREFIX)/bin/pvpanic-tck
	install -m 644 $(addprefix $(BUILD)/pvpanic-tck*.,elf efi img iso debug) $(DESTDIR)$(PREFIX)/lib/pvpanic-tck
	install -m 644 docs/targets.ini $(DESTDIR)$(PREFIX)/share/pvpanic-tck
	install -m 755 scripts/matrix.sbatch scripts/fetch-suite $(DESTDIR)$(PREFIX)/share/pvpanic-tck
	install -m 644 scripts/common.sh $(DESTDIR)$(PREFIX)/share/pvpanic-tck
	scripts/firmware-table >$(DESTDIR)$(PREFIX)/share/pvpanic-tck/firmware
	chmod 644 $(DESTDIR)$(PREFIX)/share/pvpanic-tck/firmware
	install -m 644 LICENSE NOTICE $(DESTDIR)$(PREFIX)/share/doc/pvpanic-tck
	install -m 644 $(manuals) $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 scripts/pvpanic-tck.bash-completion $(DESTDIR)$(PREFIX)/share/bash-completion/completions/pvpanic-tck
	sed 's|@bindir@|$(PREFIX)/bin|' systemd/pvpanic-tck-watch@.service.in \
		>$(DESTDIR)$(PREFIX)/lib/systemd/system/pvpanic-tck-watch@.service
	chmod 644 $(DESTDIR)$(PREFIX)/lib/systemd/system/pvpanic-tck-watch@.service

clean:
	rm -rf $(BUILD)
