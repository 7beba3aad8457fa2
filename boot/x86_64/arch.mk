# SPDX-License-Identifier: BSD-2-Clause
#
# How the Makefile builds the guests for x86_64.

# An exception pushes its frame directly below the stack pointer, over the red zone of a leaf function.
arch_cflags := -m64 -mno-red-zone
# The probe does not enable SSE, and does not save its registers.
arch_cflags += -mgeneral-regs-only

# Multiboot loaders need a 32-bit ELF file, even for 64-bit code.
kernel_format := elf32-i386

# The file name that firmware looks for on a disk.
efi_file := BOOTX64.EFI
# Firmware uses Microsoft's calling convention; the compiler generates it, without wrappers.
arch_efi_cflags := -DGNU_EFI_USE_MS_ABI

# The assembler, and the offsets that it uses from the C structures.
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

# The ISO contains only the GRUB modules that read a CD and start the kernel.
iso := $(BUILD)/pvpanic-tck.iso
# PVH loaders need a 64-bit ELF file. With a multiboot header in it, QEMU would boot it by multiboot instead.
pvh := $(BUILD)/pvpanic-tck-pvh.elf

arch_images := $(iso) $(pvh)

$(pvh): $(image).debug
	$(Q)$(guest_objcopy) --strip-all --remove-section=.multiboot $< $@

$(iso): $(kernel) boot/x86_64/grub.cfg
	$(Q)rm -rf $(guest)/iso
	@mkdir -p $(guest)/iso/boot/grub
	$(Q)cp $(kernel) $(guest)/iso/boot/
	$(Q)cp boot/x86_64/grub.cfg $(guest)/iso/boot/grub/
	$(Q)grub-mkrescue -o $@ --install-modules="iso9660 biosdisk multiboot normal" --fonts= --locales= --themes= \
		$(guest)/iso 2>$(guest)/iso.log || { cat $(guest)/iso.log >&2; false; }

# The rooms that it shares with other architectures.
arch_rooms := probe/frames
