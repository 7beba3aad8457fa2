/* SPDX-License-Identifier: BSD-2-Clause */
/* The UEFI application: the platform of a probe that runs under firmware. */
#include "arch.h"
#include "firmware.h"
#include "machine.h"
#include "platform.h"

#define OPTIONS_MAX 1024u

static void stall(uint32_t microseconds) {
        firmware->BootServices->Stall(microseconds);
}

static void reset(void) {
        firmware->RuntimeServices->ResetSystem(EfiResetCold, EFI_SUCCESS, 0, NULL);
}

static void power_off(void) {
        firmware->RuntimeServices->ResetSystem(EfiResetShutdown, EFI_SUCCESS, 0, NULL);
}

/* Prints after the firmware's boot services have ended. */
static void print_alone(const char *text, size_t length) {
        line_print(LINE_CONSOLE, text, length);
}

static bool exit_boot_services(void) {
        if (!firmware_exit_boot_services())
                return false;
        trap_install();
        line_open(LINE_CONSOLE);
        platform.returns = false;
        platform.print = print_alone;
        platform.stall = timer_stall;
        platform.exit_boot_services = NULL;
        return true;
}

EFI_STATUS firmware_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *system) {
        static const char ignored[] = "ignored load options: not text, or too long\n";
        char words[OPTIONS_MAX];
        bool good;

        firmware_image = image;
        firmware = system;
        platform = (struct platform){
                .name = "efi",
                .returns = true,
                .rsdp = firmware_rsdp,
                .system_table = (uint64_t) system,
                .device_tree = firmware_device_tree(),
                .reset = reset,
                .power_off = power_off,
                .print = firmware_print,
                .stall = stall,
                .exit_boot_services = exit_boot_services,
        };
        if (!firmware_read_options(words, sizeof(words)))
                firmware_print(ignored, sizeof(ignored) - 1);
        firmware->BootServices->SetWatchdogTimer(0, 0, 0,
                                                 NULL); /* the watchdog would reset a guest that waits for its host */
        firmware_release_wire();
        firmware_image_place(&platform.image, &platform.image_size);
        machine_take();
        good = probe_main(words, firmware_names_us());
        if (platform.returns)
                machine_give_back();
        return good ? EFI_SUCCESS : EFI_ABORTED;
}
