/* SPDX-License-Identifier: BSD-2-Clause */
#include "call.h"
#include "sender.h"

static bool bad_argument(struct call *call, const char *name, const char *what) {
        call_error(call, "bad-argument", name);
        wire_put_word(call->answer, what);
        return false;
}

bool call_number(struct call *call, size_t index, const char *name, uint64_t max, uint64_t *ret_value) {
        uint64_t value;

        if (index >= call->count)
                return true;
        if (!wire_number(call->argument[index], &value))
                return bad_argument(call, name, "is not a number");
        if (value > max) {
                bad_argument(call, name, "is more than");
                wire_put_number(call->answer, max);
                return false;
        }
        *ret_value = value;
        return true;
}

bool call_width(struct call *call, size_t index, unsigned max, unsigned *ret_width) {
        uint64_t width = 0; /* 0: not given */

        if (!call_number(call, index, "WIDTH", max, &width))
                return false;
        if (!width || width & (width - 1))
                return bad_argument(call, "WIDTH", "is not a power of two");
        *ret_width = (unsigned) width;
        return true;
}

bool call_value(struct call *call, size_t index, unsigned width, uint64_t *ret_value) {
        return call_number(call, index, "VALUE", UINT64_MAX >> (64 - 8 * width), ret_value);
}

static void begin(struct call *call, const char *kind) {
        wire_begin(call->answer);
        wire_put_number(call->answer, call->sequence);
        wire_put_word(call->answer, kind);
}

void call_ok(struct call *call) {
        begin(call, "ok");
}

void call_ok_number(struct call *call, uint64_t value) {
        call_ok(call);
        wire_put_number(call->answer, value);
}

void call_fault(struct call *call, const struct trap *trap) {
        begin(call, "fault");
        wire_put_number(call->answer, trap->vector);
        wire_put_number(call->answer, trap->error);
        wire_put_number(call->answer, trap->pc);
}

void call_error(struct call *call, const char *reason, const char *text) {
        begin(call, "error");
        wire_put_word(call->answer, reason);
        if (text)
                wire_put_word(call->answer, text);
}

void call_failure(struct call *call, const struct failure *failure) {
        if (!failure->reason) {
                call_fault(call, &failure->trap);
                return;
        }
        call_error(call, failure->reason, failure->status ? failure->status : failure->text);
        if (failure->status && failure->text[0])
                wire_put_word(call->answer, failure->text);
}

void call_ok_now(struct call *call) {
        call_ok(call);
        send_line(call->answer);
        send_drain();
        call->answered = true;
}
