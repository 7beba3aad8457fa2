/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations that access I/O ports in each mode of the CPU. */
#include "io.h"
#include "low.h"
#include "operation.h"
#include "percpu.h"
#include "platform.h"
#include "ring3.h"

/* The value of EAX after code that decodes differently with each operand size: asm/modes.asm. */
enum {
        SEEN_16 = 0x00000f,
        SEEN_32 = 0xeb000f,
        SEEN_64 = 0xeb0010,
};

/* asm/modes.asm */
extern const char low_switch[], low_leave_long[], low_real16[], low_real16_entered[], low_protected16[],
        low_protected32[], low_compat16[], low_compat32[], low_long64[];

enum way {
        WAY_FLAT,   /* to flat code */
        WAY_FAR,    /* to a segment whose base is the page */
        WAY_LEGACY, /* to such a segment, after leaving long mode */
        WAY_RING3,
};

static const struct mode {
        const char *name;
        enum way way;
        const char *code;
        uint16_t selector;
        enum ring3_leave leave;
} modes[] = {
        {"real16", WAY_LEGACY, low_real16, LOW_CODE_16, 0},
        {"protected16", WAY_LEGACY, low_protected16, LOW_CODE_16, 0},
        {"protected32", WAY_LEGACY, low_protected32, LOW_CODE_32, 0},
        {"compat16", WAY_FAR, low_compat16, LOW_CODE_16, 0},
        {"compat32", WAY_FAR, low_compat32, LOW_CODE_32, 0},
        {"long64", WAY_FLAT, low_long64, LOW_CODE_64, 0},
        {"ring3", WAY_RING3, NULL, 0, RING3_LEVEL},
        {"ring3-map", WAY_RING3, NULL, 0, RING3_MAP},
        {"ring3-iopl0", WAY_RING3, NULL, 0, RING3_NONE},
};

/* ---- switching modes ---- */

struct passage {
        const struct mode *mode;
        struct low *low;
        uint32_t port, value, kind;
        bool survived, unsupported;
        struct trap trap;
};

/* The CPU's segment registers, to be restored. */
struct segments {
        struct table_register table;
        uint16_t ds, es, ss, task;
};

static struct segments save_segments(void) {
        struct segments segments = {.ds = (uint16_t) READ_REGISTER(ds),
                                    .es = (uint16_t) READ_REGISTER(es),
                                    .ss = (uint16_t) READ_REGISTER(ss),
                                    .task = read_task()};

        STORE_TABLE(sgdt, segments.table);
        return segments;
}

static void restore_segments(const struct segments *segments) {
        LOAD_TABLE(lgdt, segments->table);
        __asm__ volatile("mov %0, %%ds" : : "r"(segments->ds));
        __asm__ volatile("mov %0, %%es" : : "r"(segments->es));
        __asm__ volatile("mov %0, %%ss" : : "r"(segments->ss));
        if (segments->task && segments->task != read_task())
                ring3_return_task(&segments->table, segments->task);
}

static void do_switch(void *argument) {
        struct passage *passage = argument;
        const struct mode *mode = passage->mode;
        struct low *low = passage->low;
        struct low_far target = {.offset = low_offset(mode->code), .selector = mode->selector};

        if (mode->way == WAY_FLAT)
                target.offset += platform.low_page;
        low->enter = target;
        low->legacy = target;
        if (mode->way == WAY_LEGACY)
                low->enter = (struct low_far){.offset = low_offset(low_leave_long), .selector = LOW_CODE_32};
        low->real_offset = (uint16_t) low_offset(low_real16_entered);
        low->real_segment = (uint16_t) (platform.low_page >> 4);
        ((void (*)(void))(uintptr_t) (platform.low_page + low_offset(low_switch)))();
}

/* Switches to the mode and back, with interrupts disabled. */
static void pass(void *argument) {
        struct passage *passage = argument;
        struct segments segments = save_segments();
        struct low *low = low_prepare();

        passage->low = low;
        passage->unsupported = !low;
        if (!low)
                return;
        low->port = passage->port;
        low->value = passage->value;
        low->kind = passage->kind;
        low->seen_code = low->seen_cs = low->seen_cr0 = low->seen_efer = low->nmis = 0;
        LOAD_TABLE(lgdt, low->inner_gdt);
        if (passage->mode->way == WAY_RING3)
                passage->unsupported = !ring3_run(low, passage->mode->leave, &passage->survived, &passage->trap);
        else
                passage->survived = trap_guarded(do_switch, passage, &passage->trap);
        restore_segments(&segments);
        percpu_current()->nmi_count += low->nmis;
}

/* ---- operations ---- */

static unsigned seen_bits(const struct low *low) {
        switch (low->seen_code) {
        case SEEN_16:
                return 16;
        case SEEN_32:
                return 32;
        case SEEN_64:
                return 64;
        default:
                return 0;
        }
}

/* What the code recorded about its mode. In real mode CS has no privilege level: it is a part of the address. */
static void answer(struct call *call, const struct low *low) {
        bool protected = low->seen_cr0 & CR0_PROTECTED;

        call_ok_number(call, seen_bits(low));
        wire_put_number(call->answer, protected ? low->seen_cs & SELECTOR_RING : 0);
        wire_put_number(call->answer, protected);
        wire_put_number(call->answer, !!(low->seen_efer & EFER_ACTIVE));
}

static bool call_mode(struct call *call, const struct mode **ret_mode) {
        for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
                if (wire_same(modes[i].name, call->argument[0])) {
                        *ret_mode = modes + i;
                        return true;
                }
        call_error(call, "bad-argument", "MODE is none of");
        for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
                wire_put_word(call->answer, modes[i].name);
        return false;
}

/* Reads MODE WIDTH PORT [VALUE], performs the access in that mode, and answers. */
static void access_port(struct call *call, bool out) {
        struct passage passage = {.kind = out ? LOW_KIND_OUT : 0};
        uint64_t port, value = 0;
        unsigned width;

        if (!call_mode(call, &passage.mode) || !call_width(call, 1, 4, &width) ||
            !call_number(call, 2, "PORT", PORT_MAX, &port) || !call_value(call, 3, width, &value))
                return;
        passage.port = (uint32_t) port;
        passage.value = (uint32_t) value;
        passage.kind += width;
        trap_unguarded(pass, &passage);
        if (passage.unsupported)
                call_error(call, "unsupported", "the CPU's state does not allow the switch to that mode");
        else if (!passage.survived)
                call_fault(call, &passage.trap);
        else {
                answer(call, passage.low);
                if (!out)
                        wire_put_number(call->answer, passage.low->value);
        }
}

/* mode-in MODE WIDTH PORT */
static void operation_mode_in(struct call *call) {
        access_port(call, false);
}

/* mode-out MODE WIDTH PORT VALUE */
static void operation_mode_out(struct call *call) {
        access_port(call, true);
}

OPERATIONS_ANYWHERE({"mode-in", 3, 3, operation_mode_in}, {"mode-out", 4, 4, operation_mode_out});
