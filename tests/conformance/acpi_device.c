/* SPDX-License-Identifier: BSD-2-Clause */
/* The device QEMU0001: how many there are, and its objects. */
#include "acpi.h"
#include "firmware.h"
#include "pvpanic.h"
#include "reset.h"
#include "values.h"
#include "wire.h"

/* A device without a _STA is present, enabled, shown and functioning. */
#define SERIAL_HID "PNP0501"      /* a serial port with a 16550 */
#define SERIAL_HID_ARM "ARMH0011" /* one with a PL011 */

enum { STA_PRESENT = 1, STA_ENABLED = 2, STA_SHOWN = 4, STA_FUNCTIONING = 8, STA_DEFAULT = 15 };

static void just_one(Tck *t) {
        tck_expect_number(t, "devices " PVPANIC_ACPI_HID, tck_ask(t, "acpi-count " PVPANIC_ACPI_HID), 1);
}

static void is_a_device(Tck *t) {
        g_autofree char *device = acpi_device(t);

        tck_do(t, "acpi-type %s", device);
        tck_expect_text(t, "an object of type", tck_text(t, 0), "device");
}

static void hid(Tck *t) {
        g_autofree char *device = acpi_device(t);

        tck_do(t, "acpi-hid %s", device);
        tck_expect_text(t, "a _HID that is a", tck_text(t, 0), "string");
        tck_expect_text(t, "_HID", tck_text(t, 1), PVPANIC_ACPI_HID);
}

static guint64 status(Tck *t) {
        g_autofree char *device = acpi_device(t);

        if (!tck_try(t, "not-found", "acpi-type %s._STA", device))
                return STA_DEFAULT;
        tck_do(t, "acpi-eval %s._STA", device);
        tck_expect_text(t, "a _STA that is an", tck_text(t, 0), "integer");
        return tck_number(t, 1);
}

static void functioning(Tck *t) {
        const guint64 needed = STA_PRESENT | STA_ENABLED | STA_FUNCTIONING;

        tck_expect_number(t, "the bits of _STA for present, enabled and functioning", status(t) & needed, needed);
}

static void shown(Tck *t) {
        tck_expect_number(t, "the bit of _STA for shown to users", status(t) & STA_SHOWN, STA_SHOWN);
}

/* Evaluates _CRS, which has to contain one resource: returns its descriptor. Borrowed. */
static const char *only_resource(Tck *t) {
        g_autofree char *device = acpi_device(t);

        tck_do(t, "acpi-crs %s", device);
        tck_expect_number(t, "resources", tck_values(t), 1);
        return tck_text(t, 0);
}

static void crs_is_the_port(Tck *t) {
        g_autofree char *decoded = NULL, *fixed = NULL;
        const char *resource = only_resource(t);

        if (tck_over(t))
                return;
        /* The descriptor is a range of one address, or a fixed address. */
        decoded = g_strdup_printf("io:%#x:%#x:", tck_port(t), tck_port(t));
        fixed = g_strdup_printf("fixed-io:%#x:0x1", tck_port(t));
        if (!g_str_equal(resource, fixed) &&
            !(g_str_has_prefix(resource, decoded) && g_str_has_suffix(resource, ":0x1"))) {
                g_autofree char *expected = g_strdup_printf("the I/O port %#x, of length 1", tck_port(t));

                tck_fail(t, expected, "%s", resource);
        }
}

static void crs_is_fw_cfgs(Tck *t) {
        g_auto(GStrv) parts = g_strsplit(only_resource(t), ":", -1);
        guint8 bytes[2] = {0};
        uint64_t port = 0;

        if (!tck_over(t) && (g_strv_length(parts) < 2 || !wire_number(parts[1], &port)))
                tck_fail(t, "an I/O port", "%s", tck_text(t, 0));
        tck_do(t, "fw-cfg " PVPANIC_FW_CFG_FILE);
        tck_expect_number(t, "bytes", tck_bytes(t, 1, bytes, sizeof bytes), sizeof bytes);
        tck_expect_number(t, "the port of " PVPANIC_FW_CFG_FILE, (guint64) bytes[1] << 8 | bytes[0], port);
}

/* Each of these VMs has a serial port, which shows that the probe finds devices. */
static void find_serial_port(Tck *t) {
        if (!tck_ask(t, "acpi-count " SERIAL_HID) && !tck_ask(t, "acpi-count " SERIAL_HID_ARM))
                tck_give_up(t, "the probe finds neither " SERIAL_HID " nor " SERIAL_HID_ARM
                               ", a serial port, in the tables");
}

static void claimed_once(Tck *t) {
        tck_expect_number(t, "devices that claim the port", tck_ask(t, "acpi-claims %#x", tck_port(t)), 1);
}

static void unclaimed(Tck *t) {
        find_serial_port(t);
        tck_expect_number(t, "devices that claim the port", tck_ask(t, "acpi-claims %#x", tck_port(t)), 0);
}

/* A device that is absent according to its _STA counts as absent. */
static void none_present(Tck *t) {
        find_serial_port(t);
        if (tck_ask(t, "acpi-count " PVPANIC_ACPI_HID) != 0)
                tck_expect_number(t, "the bit of _STA for present", status(t) & STA_PRESENT, 0);
}

/* Firmware may have its own tables (SeaBIOS has some for q35), which may or may not describe the device. */
static gboolean firmware_has_it(Tck *t) {
        g_autofree char *vendor = NULL;

        if (!tck_try(t, "absent", "acpi-tables"))
                return FALSE;
        if (tck_try(t, "aml", "acpi-count " PVPANIC_ACPI_HID))
                return tck_number(t, 0) != 0;
        vendor = tck_over(t) ? NULL : firmware_vendor(t);
        if (!tck_over(t))
                tck_fail(t, "tables that can be loaded at the root pointer", "none, under firmware of %s", vendor);
        return FALSE;
}

static void firmware_tells_the_truth(Tck *t) {
        g_autofree char *device = NULL;
        guint bits = values_advertised(t);

        if (!firmware_has_it(t))
                return;
        just_one(t);
        functioning(t);
        crs_is_the_port(t);
        device = acpi_device(t);
        tck_expect_number(t, "the value that the port reads,", acpi_read(t, device), bits);
}

static void firmware_shows_none(Tck *t) {
        if (firmware_has_it(t))
                tck_expect_number(t, "the bit of _STA for present", status(t) & STA_PRESENT, 0);
}

static void same_after_reset(Tck *t) {
        g_autofree char *before = acpi_device(t), *after = NULL;

        tck_order(t, "reset");
        expect_reset_by_guest(t);
        just_one(t);
        after = acpi_device(t);
        tck_expect_text(t, "the path as before,", after, before);
        crs_is_the_port(t);
}

TCK_CASES({.name = "acpi/device/just-one",
           .clause = "acpi.device",
           .needs = {.acpi = TRUE},
           .summary = "the tables have one device QEMU0001",
           .run = just_one},
          {.name = "acpi/device/just-one-with-pci",
           .clause = "acpi.device",
           .needs = {.acpi = TRUE},
           .summary = "with a PCI device as well, there is one device QEMU0001",
           .run = just_one,
           .vm = {.devices = {"isa", "pci"}}},
          {.name = "acpi/device/is-a-device",
           .clause = "acpi.device",
           .needs = {.acpi = TRUE},
           .summary = "the object with the _HID is a device",
           .run = is_a_device},
          {.name = "acpi/device/after-reset",
           .clause = "acpi.lasting",
           .needs = {.acpi = TRUE},
           .summary = "after a reset it is the same device at the same port",
           .run = same_after_reset},
          {.name = "acpi/absent/without-a-device",
           .clause = "acpi.absent",
           .needs = {.acpi = TRUE},
           .summary = "without the device there is no QEMU0001",
           .run = none_present,
           .vm = {.devices = {TCK_NO_DEVICE}}},
          {.name = "acpi/absent/with-pci",
           .clause = "acpi.absent",
           .needs = {.acpi = TRUE},
           .summary = "with only the PCI device there is no QEMU0001",
           .run = none_present,
           .vm = {.devices = {"pci"}}},
          {.name = "acpi/absent/port-without-a-device",
           .clause = "acpi.claimed",
           .needs = {.acpi = TRUE},
           .summary = "without the device no other one claims its port",
           .run = unclaimed,
           .vm = {.devices = {TCK_NO_DEVICE}}},
          {.name = "acpi/absent/port-with-pci",
           .clause = "acpi.claimed",
           .needs = {.acpi = TRUE},
           .summary = "with only the PCI device no device claims the port",
           .run = unclaimed,
           .vm = {.devices = {"pci"}}},
          {.name = "acpi/off/with-the-device",
           .clause = "acpi.off",
           .needs = {.acpi = TRUE},
           .summary = "with acpi=off, the firmware's own tables describe the device correctly, or not at all",
           .run = firmware_tells_the_truth,
           .vm = {.no_acpi = TRUE}},
          {.name = "acpi/off/without-the-device",
           .clause = "acpi.off",
           .needs = {.acpi = TRUE},
           .summary = "with acpi=off and without the device, the firmware's own tables do not describe it",
           .run = firmware_shows_none,
           .vm = {.no_acpi = TRUE, .devices = {TCK_NO_DEVICE}}},
          {.name = "acpi/hid/string",
           .clause = "acpi.hid",
           .needs = {.acpi = TRUE},
           .summary = "_HID is the string QEMU0001",
           .run = hid},
          {.name = "acpi/sta/functioning",
           .clause = "acpi.sta",
           .needs = {.acpi = TRUE},
           .summary = "_STA says present, enabled and functioning",
           .run = functioning},
          {.name = "acpi/sta/shown",
           .clause = "acpi.sta.shown",
           .needs = {.acpi = TRUE},
           .summary = "_STA does not hide the device from users",
           .run = shown},
          {.name = "acpi/crs/is-the-port",
           .clause = "acpi.crs",
           .needs = {.acpi = TRUE},
           .summary = "_CRS is one I/O range of length 1, at the device's port",
           .run = crs_is_the_port},
          {.name = "acpi/crs/claimed-once",
           .clause = "acpi.claimed",
           .needs = {.acpi = TRUE},
           .summary = "no other device claims the port",
           .run = claimed_once},
          {.name = "acpi/crs/is-fw-cfgs",
           .clause = "acpi.crs",
           .needs = {.acpi = TRUE},
           .summary = "_CRS and etc/pvpanic-port name the same port",
           .run = crs_is_fw_cfgs},
          {.name = "acpi/ioport/crs-is-the-port",
           .clause = "acpi.ioport",
           .needs = {.acpi = TRUE},
           .summary = "_CRS follows ioport=",
           .run = crs_is_the_port,
           .vm = {.ioport = "0x5a5"}},
          {.name = "acpi/ioport/crs-is-fw-cfgs",
           .clause = "acpi.ioport",
           .needs = {.acpi = TRUE},
           .summary = "with ioport= _CRS and etc/pvpanic-port name the same port",
           .run = crs_is_fw_cfgs,
           .vm = {.ioport = "0x5a5"}})
