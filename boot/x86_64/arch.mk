# SPDX-License-Identifier: BSD-2-Clause
#
# What the Makefile needs to know of x86_64 for its guests.

# An exception pushes its frame right below the stack pointer, over what a leaf function keeps in a red zone.
arch_cflags := -m64 -mno-red-zone
# Neither switch SSE on nor save its registers.
arch_cflags += -mgeneral-regs-only

# Loaders want a 32-bit ELF file, whatever the code in it.
kernel_format := elf32-i386

# The name by which firmware looks for an application on a disk.
efi_file := BOOTX64.EFI

# Assembler, and what it takes of the C structures.
NASM      ?= nasm
probe_asm := asm/guarded.asm asm/modes.asm asm/vectors.asm
boot_asm  := asm/multiboot.asm
offsets   := $(guest)/asm/offsets.inc

$(offsets): asm/offsets.c
	@mkdir -p $(@D)
	$(Q)$(guest_cc) $(guest_cflags) -Iprobe/x86_64 -MMD -MP -MT $@ -MF $(@:.inc=.d) -S -o $(@:.inc=.s) $<
	$(Q)sed -n 's/^;; //p' $(@:.inc=.s) >$@

-include $(offsets:.inc=.d)

$(guest)/%.o: %.asm $(offsets)
	@mkdir -p $(@D)
	$(Q)$(NASM) -f elf64 -I $(dir $(offsets)) -MD $(@:.o=.d) -MP -o $@ $<

# Of GRUB only what it takes to read a CD and to start the kernel.
iso := $(BUILD)/pvpanic-tck.iso
# Loaders of PVH want a 64-bit ELF file, and QEMU takes one with the header of multiboot for that.
pvh := $(BUILD)/pvpanic-tck-pvh.elf

arch_images := $(iso) $(pvh)

$(pvh): $(image).debug
	$(Q)$(OBJCOPY) --strip-all --remove-section=.multiboot $< $@

$(iso): $(kernel) boot/x86_64/grub.cfg
	$(Q)rm -rf $(guest)/iso
	@mkdir -p $(guest)/iso/boot/grub
	$(Q)cp $(kernel) $(guest)/iso/boot/
	$(Q)cp boot/x86_64/grub.cfg $(guest)/iso/boot/grub/
	$(Q)grub-mkrescue -o $@ --install-modules="iso9660 biosdisk multiboot normal" --fonts= --locales= --themes= \
		$(guest)/iso 2>$(guest)/iso.log || { cat $(guest)/iso.log >&2; false; }
