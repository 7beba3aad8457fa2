/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accesses to the port from each mode of the CPU, which must have the same effect. Each access reports its mode, as
 * seen by the code that made it.
 */
#include "pvpanic.h"
#include "values.h"

enum { GENERAL_PROTECTION = 13 };

static const struct {
        const char *name;
        guint bits, ring, protected, active; /* active: long mode */
} modes[] = {
        {"long64", 64, 0, 1, 1},      {"compat32", 32, 0, 1, 1},    {"compat16", 16, 0, 1, 1},
        {"protected32", 32, 0, 1, 0}, {"protected16", 16, 0, 1, 0}, {"real16", 16, 0, 0, 0},
        {"ring3", 64, 3, 1, 1},       {"ring3-map", 64, 3, 1, 1},
};

static void expect_mode(Tck *t, gsize mode) {
        tck_expect_number(t, "the code's bits,", tck_number(t, 0), modes[mode].bits);
        tck_expect_number(t, "ring", tck_number(t, 1), modes[mode].ring);
        tck_expect_number(t, "CR0.PE", tck_number(t, 2), modes[mode].protected);
        tck_expect_number(t, "EFER.LMA", tck_number(t, 3), modes[mode].active);
}

/* Reads the port in that mode. This finds out, without side effects, whether the probe can enter the mode. */
static guint64 read_there(Tck *t, gsize mode) {
        if (!tck_try(t, "unsupported", "mode-in %s 1 %#x", modes[mode].name, tck_port(t))) {
                tck_skip(t, "the probe cannot enter mode %s and return", modes[mode].name);
                return 0;
        }
        expect_mode(t, mode);
        return tck_number(t, 4);
}

static void start_panic(Tck *t, gsize mode) {
        tck_start(t, "mode-out %s 1 %#x %#x", modes[mode].name, tck_port(t), PVPANIC_PANICKED);
}

static void reads_alike(Tck *t) {
        guint bits = values_advertised(t);

        tck_expect_number(t, "what 64-bit code reads,", read_there(t, tck_argument(t)), bits);
        tck_expect_no_event(t);
}

static void pause_there(Tck *t, gsize mode) {
        start_panic(t, mode);
        tck_expect_event(t, "GUEST_PANICKED", "action=pause");
        tck_expect_event(t, "STOP", "");
        tck_expect_status(t, "guest-panicked");
        tck_expect_unfinished(t);
}

static void go_on_there(Tck *t, gsize mode) {
        tck_command(t, "cont", NULL);
        tck_expect_event(t, "RESUME", "");
        tck_expect_finished(t);
        expect_mode(t, mode);
        tck_expect_no_event(t);
}

static void pauses(Tck *t) {
        read_there(t, tck_argument(t));
        pause_there(t, tck_argument(t));
        go_on_there(t, tck_argument(t));
}

static void runs_on(Tck *t) {
        read_there(t, tck_argument(t));
        start_panic(t, tck_argument(t));
        tck_expect_finished(t);
        expect_mode(t, tck_argument(t));
        tck_expect_event(t, "GUEST_PANICKED", "action=run");
        tck_expect_status(t, "running");
        tck_expect_no_event(t);
}

/* An NMI that arrives while the CPU is stopped in the write is handled in that mode, once the guest goes on. */
static void nmi_waits(Tck *t) {
        guint64 nmis;

        tck_try(t, "unsupported", "exit-boot-services"); /* a firmware's handler would not return */
        nmis = tck_info(t, "nmi");
        for (gsize mode = 0; mode < G_N_ELEMENTS(modes); mode++) {
                read_there(t, mode);
                pause_there(t, mode);
                tck_command(t, "inject-nmi", NULL);
                tck_expect_no_event(t);
                tck_expect_status(t, "guest-panicked");
                tck_expect_unfinished(t);
                go_on_there(t, mode);
                tck_expect_number(t, "NMIs:", tck_info(t, "nmi"), ++nmis);
        }
}

/*
 * Without the permission, code in ring 3 cannot access the port: this shows that the other cases really run in ring 3.
 */
static void denied(Tck *t) {
        if (!tck_try(t, "unsupported", "mode-in ring3 1 %#x", tck_port(t)))
                tck_skip(t, "the probe cannot enter ring 3 and return");
        tck_expect_fault(t, GENERAL_PROTECTION, "mode-in ring3-iopl0 1 %#x", tck_port(t));
        tck_expect_fault(t, GENERAL_PROTECTION, "mode-out ring3-iopl0 1 %#x %#x", tck_port(t), PVPANIC_PANICKED);
        tck_expect_status(t, "running");
        tck_expect_no_event(t);
}

#define MODE(number_, name_, code_)                                                                                    \
        {.name = "mode/" name_ "/reads-alike",                                                                         \
         .clause = "mode.read",                                                                                        \
         .summary = code_ " reads the same value as 64-bit code",                                                      \
         .run = reads_alike,                                                                                           \
         .argument = number_},                                                                                         \
                {.name = "mode/" name_ "/pauses",                                                                      \
                 .clause = "mode.write",                                                                               \
                 .summary = "a panic by " code_ " pauses the guest, and it can go on",                                 \
                 .run = pauses,                                                                                        \
                 .argument = number_},                                                                                 \
        {                                                                                                              \
                .name = "mode/" name_ "/runs-on", .clause = "mode.write",                                              \
                .summary = "a panic by " code_ " is reported under panic=none, and the guest goes on", .run = runs_on, \
                .vm = {.panic = "none"}, .argument = number_                                                           \
        }

TCK_CASES(MODE(0, "long64", "64-bit code"), MODE(1, "compat32", "32-bit code in long mode"),
          MODE(2, "compat16", "16-bit code in long mode"), MODE(3, "protected32", "32-bit code in protected mode"),
          MODE(4, "protected16", "16-bit code in protected mode"), MODE(5, "real16", "code in real mode"),
          MODE(6, "ring3", "code in ring 3 with I/O privilege"),
          MODE(7, "ring3-map", "code in ring 3 with the port in its I/O permission map"),
          {.name = "mode/ring3-iopl0/is-denied",
           .clause = "mode.denied",
           .summary = "code in ring 3 without permission gets a #GP, and reports nothing",
           .run = denied},
          {.name = "mode/all/nmi-waits",
           .clause = "nmi.panicked",
           .summary = "an NMI that arrives while the guest is stopped in its write is pending, in each mode",
           .run = nmi_waits,
           .ends = TRUE})
