/* SPDX-License-Identifier: BSD-2-Clause */
/* The PCI device: its identity, and its register, which has the semantics of the port. */
#include "check_pci.h"
#include "firmware.h"
#include "pvpanic.h"
#include "reset.h"
#include "values.h"

static guint64 read_register(Tck *t, guint64 address) {
        return tck_ask(t, "read 1 0x%" G_GINT64_MODIFIER "x", address);
}

static void start_write(Tck *t, guint64 address, guint value) {
        tck_start(t, "write 1 0x%" G_GINT64_MODIFIER "x %#x", address, value);
}

static void write_register(Tck *t, guint64 address, guint value) {
        start_write(t, address, value);
        tck_expect_finished(t);
}

/* The bits that the device has to advertise. Reads the register, which has to return them. */
static guint advertised_bits(Tck *t, guint64 address) {
        guint64 read = read_register(t, address);
        guint expected = tck_expected_bits(t, "pci", read);

        tck_expect_number(t, "the advertised bits", read, expected);
        return expected;
}

static void expect_panic_and_go_on(Tck *t, guint64 address) {
        start_write(t, address, PVPANIC_PANICKED);
        tck_expect_event(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
        tck_expect_unfinished(t);
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        tck_expect_finished(t);
}

/* ---- identity ---- */

static void is_found_once(Tck *t) {
        (void) tck_pci_find(t, 0);
        tck_expect_error(t, "not-found", "pci-find %#x %#x 1", PVPANIC_PCI_VENDOR, PVPANIC_PCI_DEVICE);
}

static void class_is_other_system(Tck *t) {
        tck_expect_number(t, "class and subclass", tck_pci_config(t, 2, tck_pci_find(t, 0), PCI_SUBCLASS), 0x0880);
}

static void revision_is_one(Tck *t) {
        tck_expect_number(t, "revision", tck_pci_config(t, 1, tck_pci_find(t, 0), PCI_REVISION), 1);
}

static void header_is_plain(Tck *t) {
        tck_expect_number(t, "header type", tck_pci_config(t, 1, tck_pci_find(t, 0), PCI_HEADER_TYPE) & 0x7f, 0);
}

/* The function at 0:0.0, which each of these machines has, shows that the probe finds devices. */
static void is_absent(Tck *t) {
        guint64 vendor = tck_pci_config(t, 2, 0, PCI_VENDOR), device = tck_pci_config(t, 2, 0, PCI_DEVICE);

        if (tck_ask(t, "pci-find %#" G_GINT64_MODIFIER "x %#" G_GINT64_MODIFIER "x", vendor, device) != 0 ||
            vendor == 0 || vendor == 0xffff)
                tck_give_up(t, "the probe does not find the function at 0:0.0");
        tck_expect_error(t, "not-found", "pci-find %#x %#x", PVPANIC_PCI_VENDOR, PVPANIC_PCI_DEVICE);
}

/* ---- BAR 0 ---- */

static void bar_is_memory(Tck *t) {
        tck_expect_number(t, "the flags of a 32-bit memory BAR",
                          tck_pci_config(t, 4, tck_pci_find(t, 0), PCI_BAR0) & (PCI_BAR_IO | PCI_BAR_64_BIT), 0);
}

/*
 * The writable bits of the address show the length of the region (PCI Local Bus 3.0, 6.2.5.1). By that specification
 * memory regions are at least 16 bytes long, because the low 4 bits are flags.
 */
static guint64 bar_length(Tck *t) {
        guint function = tck_pci_find(t, 0);
        guint before = (guint) tck_pci_config(t, 4, function, PCI_BAR0);
        guint64 mask;

        tck_pci_set_decode(t, function, FALSE);
        tck_pci_set_config(t, 4, function, PCI_BAR0, 0xffffffff);
        mask = tck_pci_config(t, 4, function, PCI_BAR0);
        tck_pci_set_config(t, 4, function, PCI_BAR0, before);
        return mask ? (~mask & 0xffffffff) + 1 : 0;
}

static void bar_is_one_byte(Tck *t) {
        tck_expect_number(t, "a BAR 0 of length", bar_length(t), 1);
}

static void bar_length_is_a_power(Tck *t) {
        guint64 length = bar_length(t);

        if (!tck_over(t) && (length == 0 || length & (length - 1)))
                tck_fail(t, "a length that is a power of two", "%" G_GUINT64_FORMAT, length);
}

static void bar_is_assigned(Tck *t) {
        guint64 address = tck_pci_config(t, 4, tck_pci_find(t, 0), PCI_BAR0) & PCI_BAR_ADDRESS;
        g_autofree char *vendor = address ? NULL : firmware_vendor(t);

        if (!tck_over(t) && !address)
                tck_fail(t, "an address in BAR 0", "none, under firmware of %s", vendor);
}

static void decode_off(Tck *t) {
        guint64 address = tck_pci_map(t, 0);
        guint bits = advertised_bits(t, address);

        tck_pci_set_decode(t, tck_pci_find(t, 0), FALSE);
        if (read_register(t, address) == bits && !tck_over(t))
                tck_fail(t, "no response of the register", "its bits, %#x", bits);
        write_register(t, address, PVPANIC_PANICKED);
        write_register(t, address, PVPANIC_CRASH_LOADED);
        tck_expect_no_event(t);
        tck_pci_set_decode(t, tck_pci_find(t, 0), TRUE);
        expect_panic_and_go_on(t, address);
}

/* ---- the register ---- */

static void recognized_bits(Tck *t) {
        guint bits = advertised_bits(t, tck_pci_map(t, 0));

        if (!tck_over(t) && (bits == 0 || bits & ~PVPANIC_KNOWN_BITS))
                tck_fail(t, "at least one of the bits 0x7, and no other", "%#x", bits);
}

static void stable(Tck *t) {
        guint64 address = tck_pci_map(t, 0);
        guint bits = advertised_bits(t, address);

        for (int i = 0; i < 100 && !tck_over(t); i++)
                tck_expect_number(t, "the same bits at each read,", read_register(t, address), bits);
        tck_expect_no_event(t);
}

static void panicked(Tck *t) {
        expect_panic_and_go_on(t, tck_pci_map(t, 0));
        tck_expect_no_event(t);
}

static void crash_loaded(Tck *t) {
        write_register(t, tck_pci_map(t, 0), PVPANIC_CRASH_LOADED);
        tck_expect_event(t, "GUEST_CRASHLOADED", "action=run");
        tck_expect_status(t, "running");
}

static void shutdown(Tck *t) {
        guint64 address = tck_pci_map(t, 0);

        advertised_bits(t, address);
        tck_may_end(t);
        start_write(t, address, PVPANIC_SHUTDOWN);
        tck_expect_event(t, "GUEST_PVSHUTDOWN", "");
        tck_expect_event(t, "SHUTDOWN", "guest=true reason=guest-shutdown");
        tck_expect_exit(t, 0);
}

static void start_register(Tck *t, gconstpointer address, guint value) {
        start_write(t, *(const guint64 *) address, value);
}

static void try_values(Tck *t, guint64 address, const Values *values, guint advertised) {
        ValuesWay way = {.start = start_register, .data = &address};

        values_try(t, values, advertised, &way, "no event of bits that are not advertised");
}

static void unrecognized(Tck *t) {
        guint64 address = tck_pci_map(t, 0);
        guint advertised = advertised_bits(t, address);
        Values values = values_unadvertised(0xff, advertised);

        values.has[0] = TRUE;
        try_values(t, address, &values, advertised);
        tck_expect_status(t, "running");
}

static void wide_read(Tck *t) {
        guint64 address = tck_pci_map(t, 0);
        guint bits = advertised_bits(t, address);
        guint width = (guint) tck_argument(t);

        tck_expect_number(t, "a low byte", tck_ask(t, "read %u 0x%" G_GINT64_MODIFIER "x", width, address) & 0xff,
                          bits);
}

static void after_reset(Tck *t) {
        guint bits = advertised_bits(t, tck_pci_map(t, 0));

        tck_order(t, "reset");
        expect_reset_by_guest(t);
        tck_expect_number(t, "the bits as before,", read_register(t, tck_pci_map(t, 0)), bits);
        expect_panic_and_go_on(t, tck_pci_map(t, 0));
}

static void advertised(Tck *t) {
        tck_expect_number(t, "the bits of events=", read_register(t, tck_pci_map(t, 0)),
                          g_ascii_strtoull(tck_spec(t)->events, NULL, 0));
}

static void unadvertised_are_ignored(Tck *t) {
        guint told = (guint) g_ascii_strtoull(tck_spec(t)->events, NULL, 0);
        Values values = values_unadvertised(PVPANIC_KNOWN_BITS, told);

        try_values(t, tck_pci_map(t, 0), &values, told);
}

/* ---- several devices ---- */

static void both_pci_devices_report(Tck *t) {
        guint64 first = tck_pci_map(t, 0), second = tck_pci_map(t, 1);

        if (!tck_over(t) && first == second)
                tck_fail(t, "two addresses", "one, 0x%" G_GINT64_MODIFIER "x", first);
        expect_panic_and_go_on(t, first);
        expect_panic_and_go_on(t, second);
}

static void isa_and_pci_report(Tck *t) {
        expect_panic_and_go_on(t, tck_pci_map(t, 0));
        tck_start_write_port(t, PVPANIC_PANICKED);
        tck_expect_event(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        tck_expect_finished(t);
}

#define PCI(name_, clause_, summary_, run_)                                                                            \
        {                                                                                                              \
                .name = "pci/" name_, .clause = clause_, .summary = summary_, .run = run_, .vm = {.devices = {"pci"} } \
        }

/* A case that every hypervisor's device has to pass. */
#define PCI_ANYWHERE(name_, clause_, summary_, run_)                                                                   \
        {                                                                                                              \
                .name = "pci/" name_, .clause = clause_, .summary = summary_, .run = run_, .vm = {.devices = {"pci"}}, \
                .anywhere = TRUE                                                                                       \
        }

#define PCI_WIDE(n, argument_, summary_)                                                                      \
        {                                                                                                     \
                .name = "pci/read/" n "-bytes", .clause = "pci.width", .summary = summary_, .run = wide_read, \
                .vm = {.devices = {"pci"}}, .argument = argument_, .anywhere = TRUE                           \
        }

#define EVENTS(n)                                                                                              \
        {.name = "pci/events/" n "/advertised",                                                                \
         .clause = "pci.events",                                                                               \
         .summary = "with events=" n " a read returns " n,                                                     \
         .run = advertised,                                                                                    \
         .vm = {.devices = {"pci"}, .events = n, .panic = "none", .no_shutdown = TRUE}},                       \
        {                                                                                                      \
                .name = "pci/events/" n "/unadvertised-are-ignored", .clause = "pci.write.unrecognized",       \
                .summary = "with events=" n " the other bits report nothing", .run = unadvertised_are_ignored, \
                .vm = {.devices = {"pci"},                                                                     \
                       .events = n,                                                                            \
                       .panic = "none",                                                                        \
                       .no_shutdown = TRUE }                                                                   \
        }

TCK_CASES(PCI_ANYWHERE("identity/found-once", "pci.identity", "the function has the documented vendor and device ID",
                       is_found_once),
          PCI_ANYWHERE("identity/class", "pci.identity", "the class is \"other system peripheral\"",
                       class_is_other_system),
          PCI_ANYWHERE("identity/revision", "pci.identity", "the revision is 1", revision_is_one),
          PCI_ANYWHERE("identity/header", "pci.identity", "the header is of type 0", header_is_plain),
          {.name = "pci/identity/absent",
           .clause = "pci.identity",
           .needs = {.pci = TRUE},
           .summary = "without the device no function has its IDs",
           .run = is_absent,
           .vm = {.devices = {TCK_NO_DEVICE}}},
          PCI_ANYWHERE("bar/memory-32-bit", "pci.bar", "BAR 0 is a 32-bit memory BAR", bar_is_memory),
          PCI("bar/one-byte", "pci.bar.length", "BAR 0 is one byte long", bar_is_one_byte),
          PCI_ANYWHERE("bar/power-of-two", "pci.bar", "the length of BAR 0 is a power of two", bar_length_is_a_power),
          {.name = "pci/bar/assigned-by-firmware",
           .clause = "pci.bar.assigned",
           .summary = "the firmware has given BAR 0 an address",
           .run = bar_is_assigned,
           .needs = {.firmware = TRUE, .untouched = TRUE},
           .vm = {.devices = {"pci"}}},
          PCI("bar/decode-off", "pci.decode", "without memory decoding the register does not respond", decode_off),
          PCI_ANYWHERE("read/recognized-bits", "pci.read", "a read returns defined bits, at least one",
                       recognized_bits),
          PCI_ANYWHERE("read/stable", "pci.read", "a hundred reads return the same and report nothing", stable),
          PCI_WIDE("2", 2, "a 16-bit read has the bits in its low byte"),
          PCI_WIDE("4", 4, "a 32-bit read has the bits in its low byte"),
          {.name = "pci/write/panicked-pauses",
           .mandatory = TRUE,
           .clause = "pci.write",
           .summary = "PANICKED is reported and stops the guest in its write",
           .run = panicked,
           .vm = {.devices = {"pci"}}},
          PCI("write/crash-loaded-runs-on", "pci.write", "CRASH_LOADED is reported and the guest goes on",
              crash_loaded),
          {.name = "pci/write/shutdown-ends",
           .clause = "pci.write",
           .summary = "SHUTDOWN, where advertised, is reported and shuts the guest down",
           .run = shutdown,
           .needs = {.bits = PVPANIC_SHUTDOWN},
           .vm = {.devices = {"pci"}},
           .ends = TRUE},
          PCI("write/unrecognized-are-ignored", "pci.write.unrecognized", "other bits report nothing", unrecognized),
          PCI("reset/by-the-guest", "pci.write", "after a reset the device works as before", after_reset), EVENTS("0"),
          EVENTS("1"), EVENTS("2"),
          {.name = "pci/two/both-report",
           .clause = "pci.two",
           .summary = "each of two PCI devices reports a panic",
           .run = both_pci_devices_report,
           .vm = {.devices = {"pci", "pci"}}},
          {.name = "pci/with-isa/both-report",
           .clause = "pci.two",
           .summary = "an ISA and a PCI device in one VM each report a panic",
           .run = isa_and_pci_report,
           .vm = {.devices = {"isa", "pci"}}})
