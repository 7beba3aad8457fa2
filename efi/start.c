/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the firmware starts the application. It is linked as a shared object at address 0; its pointers are correct only after they were
 * relocated, so this file uses none, and the compiler takes no address from the GOT for symbols that are hidden.
 */
#include "firmware.h"
#include "machine.h"

#define HIDDEN __attribute__((visibility("hidden")))

/* ELF's Elf64_Rela. */
struct relocation {
        uint64_t offset, information;
        int64_t addend;
};

/* efi/application.ld */
extern HIDDEN char image_base[];
extern HIDDEN const struct relocation relocations[], relocations_end[];

EFI_STATUS EFIAPI efi_start(EFI_HANDLE image, EFI_SYSTEM_TABLE *system);

static bool relocate(void) {
        for (const struct relocation *relocation = relocations; relocation != relocations_end; relocation++) {
                uint32_t type = (uint32_t) relocation->information;

                if (!type)
                        continue; /* a place that the linker reserved and did not use */
                if (!machine_relocation_is_relative(type))
                        return false;
                *(uint64_t *) (image_base + relocation->offset) = (uint64_t) image_base + (uint64_t) relocation->addend;
        }
        return true;
}

EFI_STATUS EFIAPI efi_start(EFI_HANDLE image, EFI_SYSTEM_TABLE *system) {
        return relocate() ? firmware_main(image, system) : EFI_LOAD_ERROR;
}
