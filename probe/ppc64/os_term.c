/* SPDX-License-Identifier: BSD-2-Clause */
/* ibm,os-term, by which an operating system tells its platform that it has terminated. */
#include "channel.h"
#include "console.h"
#include "operation.h"
#include "rtas.h"
#include "sender.h"
#include "tree.h"

#define SERVICE "ibm,os-term"

enum { TEXT_MAX = 2047 };

static const struct tree_property *service(void) {
        return tree_rtas(SERVICE);
}

static uint32_t terminate(uint32_t token, const char *text) {
        struct rtas_call call = {token, 1, 1, {(uint32_t) (uint64_t) text}};

        return rtas_perform(&call);
}

/* os-term [WORD…] */
static void operation_os_term(struct call *call) {
        static char text[TEXT_MAX + 1];
        size_t length = 0;

        if (!service()) {
                call_error(call, "absent", "RTAS has no " SERVICE);
                return;
        }
        for (size_t i = 0; i < call->count; i++) {
                if (i && length < TEXT_MAX)
                        text[length++] = ' ';
                for (const char *c = call->argument[i]; *c && length < TEXT_MAX; c++)
                        text[length++] = *c;
        }
        text[length] = '\0';
        call_ok_number(call, terminate(service()->cell, text));
}

/* terminate */
static void operation_terminate(struct call *call) {
        if (!service()) {
                call_error(call, "absent", "RTAS has no " SERVICE);
                return;
        }
        call_ok_now(call);
        terminate(service()->cell, "");
        send_remark("the call has returned");
}

static enum verdict check_service(struct round *round) {
        return check_verdict(round, service() != NULL, "RTAS does not have it");
}

static enum verdict check_extension(struct round *round) {
        if (!service())
                return check_skip(round, "no " SERVICE);
        return check_verdict(round, tree_rtas("ibm,extended-os-term") != NULL, "without it, the call need not return");
}

static const struct check checks[] = {
        {"os-term: RTAS has " SERVICE, check_service},
        {"os-term: ibm,extended-os-term is there", check_extension},
};

static const char *obstacle(void) {
        return service() ? NULL : "RTAS has no " SERVICE;
}

static bool prepare(struct failure *ret_failure) {
        *ret_failure = (struct failure){.reason = "absent", .text = obstacle()};
        return service() != NULL;
}

static void tell(const char *prefix, uint8_t events) {
        uint32_t status;

        (void) events; /* there is one thing that it can mean */
        console_print("%s" SERVICE ", token 0x%x\n", prefix, service()->cell);
        status = terminate(service()->cell, "pvpanic-tck");
        if (status != RTAS_SUCCESS)
                console_print("%sstatus 0x%x\n", prefix, status);
}

CHANNEL(.word = "panic-os-term", .checks = checks, .count = sizeof(checks) / sizeof(checks[0]), .obstacle = obstacle,
        .prepare = prepare, .tell = tell);
OPERATIONS({"terminate", 0, 0, operation_terminate});
OPERATIONS_ANYWHERE({"os-term", 0, WIRE_WORDS_MAX, operation_os_term});
