# SPDX-License-Identifier: BSD-2-Clause
#
# `make help` names the targets. Everything is made below build/; nothing else in the tree changes.

BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
SANITIZE ?=
V ?=

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := all
Q := $(if $(V),,@)

# ---- what there is to build ----

probe_sources := $(wildcard probe/*.c)
boot_sources  := $(wildcard boot/*.c)
efi_sources   := $(wildcard efi/*.c)
boot_asm      := asm/multiboot.asm
shared_asm    := asm/traps.asm
host_sources  := $(filter-out host/main.c,$(wildcard host/*.c))
case_sources  := $(wildcard tests/conformance/*.c)
unit_sources  := $(wildcard tests/unit/*.c)
fuzz_sources  := $(wildcard tests/fuzz/*.c)
e2e_scripts   := $(wildcard tests/e2e/*.test)

kernel := $(BUILD)/pvpanic-tck.elf
app    := $(BUILD)/pvpanic-tck.efi
iso    := $(BUILD)/pvpanic-tck.iso
esp    := $(BUILD)/pvpanic-tck-esp.img
guests := $(kernel) $(app) $(iso) $(esp)

# A sanitized harness lives beside the plain one, so that neither is rebuilt for the other.
host   := $(BUILD)/host$(if $(SANITIZE),-sanitize)
tool   := $(if $(SANITIZE),$(host)/pvpanic-tck,$(BUILD)/pvpanic-tck)
units  := $(unit_sources:%.c=$(host)/%)

# ---- guests ----

NASM    ?= nasm
OBJCOPY ?= objcopy

guest_warnings := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla
guest_cflags   := -std=c17 -Os -g $(guest_warnings) -Iinclude -Iprobe
# There is no libc, and no startup code but ours.
guest_cflags += -ffreestanding
# An exception pushes its frame right below the stack pointer, over what a leaf function keeps in a red zone.
guest_cflags += -m64 -mno-red-zone
# Neither switch SSE on nor save its registers.
guest_cflags += -mgeneral-regs-only
# Their run-time halves are in the libc that is not there.
guest_cflags += -fno-stack-protector -U_FORTIFY_SOURCE
# One build serves the kernel at its fixed address and the application at any; hidden, so that no GOT is needed for it.
guest_cflags += -fpie -fvisibility=hidden
# An oops walks frame pointers, and a tail call would drop the caller from its backtrace.
guest_cflags += -fno-omit-frame-pointer -fno-optimize-sibling-calls
# Nobody unwinds by tables.
guest_cflags += -fno-asynchronous-unwind-tables
# Lets the linker leave out what only the other of the two guests calls.
guest_cflags += -ffunction-sections -fdata-sections
# Keeps the place where it was built out of the debug information.
guest_cflags += -ffile-prefix-map=$(CURDIR)=.

guest_object = $(patsubst %,$(BUILD)/guest/%.o,$(basename $(1)))
probe_objects := $(call guest_object,$(probe_sources) $(shared_asm))
boot_objects  := $(call guest_object,$(boot_sources) $(boot_asm))

$(BUILD)/guest/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(guest_cflags) -MMD -MP -c -o $@ $<

$(BUILD)/guest/%.o: %.asm
	@mkdir -p $(@D)
	$(Q)$(NASM) -f elf64 -g -F dwarf -MD $(@:.o=.d) -MP -o $@ $<

# With symbols, for debuggers and for addresses in an oops.
kernel_debug := $(BUILD)/pvpanic-tck.debug

$(kernel_debug): boot/kernel.ld $(boot_objects) $(probe_objects)
	$(Q)$(LD) -static --gc-sections -z noexecstack --build-id=none -T $< -o $@ $(filter %.o,$^)

# Loaders want a 32-bit ELF file, whatever the code in it.
$(kernel): $(kernel_debug)
	$(Q)$(OBJCOPY) --strip-all -O elf32-i386 $< $@

-include $(patsubst %.o,%.d,$(probe_objects) $(boot_objects))

# ---- host ----
