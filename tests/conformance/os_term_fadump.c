/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Firmware-assisted dump: a guest that has registered a dump with ibm,configure-kernel-dump is not reported as panicked when it calls
 * ibm,os-term. Its memory is kept, and it boots again.
 */
#include "os_term.h"
#include "reset.h"

enum { REGISTER = 1, UNREGISTER = 2, INVALIDATE = 3 }; /* commands of ibm,configure-kernel-dump */
enum { ALREADY_REGISTERED = -9, DUMP_ACTIVE = -10 };   /* its statuses */

enum {
        HEADER_LENGTH = 0x28,
        SECTION_LENGTH = 0x28,
        REGION = 0x11, /* a section that is a region of real-mode memory */
};

/* Far from the probe. */
#define SOURCE 0x8000000u
#define DESTINATION 0x8100000u
#define LENGTH 0x1000u
#define MARK G_GUINT64_CONSTANT(0x6661647065726d61)

/* The structure for a dump of one region (LoPAR, "ibm,configure-kernel-dump RTAS Call"), as words of eight bytes. */
static void write_structure(Tck *t, guint64 buffer, guint64 version) {
        const guint64 words[] = {version << 32 | 1 << 16,
                                 (guint64) HEADER_LENGTH << 32,
                                 0,
                                 0,
                                 0,
                                 G_GUINT64_CONSTANT(1) << 32 | REGION << 16,
                                 SOURCE,
                                 LENGTH,
                                 0,
                                 DESTINATION};

        G_STATIC_ASSERT(sizeof words == HEADER_LENGTH + SECTION_LENGTH);
        for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
                tck_do(t, "write 8 %#" G_GINT64_MODIFIER "x %#" G_GINT64_MODIFIER "x", buffer + 8 * i, words[i]);
}

static void configure(Tck *t, guint command, gint32 expected) {
        guint64 token = rtas_token(t, "ibm,configure-kernel-dump"), buffer = tck_info(t, "buffer");

        tck_do(t, "rtas %#" G_GINT64_MODIFIER "x 1 %u %#" G_GINT64_MODIFIER "x %u", token, command, buffer,
               HEADER_LENGTH + SECTION_LENGTH);
        expect_status(t, tck_number(t, 0), expected);
}

static void register_dump(Tck *t) {
        write_structure(t, tck_info(t, "buffer"), 1);
        configure(t, REGISTER, RTAS_SUCCESS);
        tck_expect_no_event(t);
}

static void boots_again(Tck *t) {
        termination_is_reported(t);
        tck_expect_error(t, "not-found", "rtas-property ibm,kernel-dump");
        tck_do(t, "write 8 %#x %#" G_GINT64_MODIFIER "x", SOURCE + LENGTH - 8, MARK);
        register_dump(t);
        tck_order(t, "terminate");
        expect_reset_by_guest(t);
        tck_expect_no_event(t);
        tck_expect_status(t, "running");
        tck_do(t, "rtas-property ibm,kernel-dump");
        tck_expect_number(t, "in the kept memory", tck_ask(t, "read 8 %#x", DESTINATION + LENGTH - 8), MARK);
        termination_is_reported(t);
}

static void unregistered(Tck *t) {
        register_dump(t);
        configure(t, UNREGISTER, RTAS_SUCCESS);
        termination_is_reported(t);
}

static void refused(Tck *t) {
        write_structure(t, tck_info(t, "buffer"), 2);
        configure(t, REGISTER, RTAS_PARAMETER_ERROR);
        termination_is_reported(t);
}

static void registered_once(Tck *t) {
        register_dump(t);
        configure(t, REGISTER, ALREADY_REGISTERED);
        configure(t, UNREGISTER, RTAS_SUCCESS);
        termination_is_reported(t);
}

static void active(Tck *t) {
        register_dump(t);
        tck_order(t, "terminate");
        expect_reset_by_guest(t);
        write_structure(t, tck_info(t, "buffer"), 1);
        configure(t, REGISTER, DUMP_ACTIVE);
        configure(t, INVALIDATE, RTAS_SUCCESS);
        register_dump(t);
        configure(t, UNREGISTER, RTAS_SUCCESS);
        termination_is_reported(t);
}

static void absent(Tck *t) {
        tck_expect_error(t, "not-found", "rtas-property ibm,configure-kernel-dump");
        termination_is_reported(t);
}

#define SINCE "10.2"
#define CASE(name_, run_, clause_, summary_)                                                                     \
        {                                                                                                        \
                .name = "os-term/fadump/" name_, .clause = "os-term." clause_, .summary = summary_, .run = run_, \
                .vm = {OS_TERM_VM}, .needs = {.since = SINCE}, .ends = TRUE                                      \
        }

TCK_CASES(CASE("boots-again", boots_again, "fadump",
               "with a dump registered, ibm,os-term is no panic: the guest boots again, with its memory kept"),
          CASE("active", active, "fadump", "the next boot has the dump active until it invalidates it"),
          CASE("unregistered", unregistered, "fadump.not-registered",
               "after a dump was unregistered, ibm,os-term is reported"),
          CASE("refused", refused, "fadump.not-registered",
               "after a dump was refused, because its version is unknown, ibm,os-term is reported"),
          CASE("registered-once", registered_once, "fadump.not-registered",
               "a second registration is refused, and the first one can be undone"),
          {.name = "os-term/fadump/absent",
           .clause = "os-term.fadump.absent",
           .summary = "before QEMU 10.2 there is no dump to register, and ibm,os-term is reported",
           .run = absent,
           .vm = {OS_TERM_VM},
           .needs = {.before = SINCE}})
