/* SPDX-License-Identifier: BSD-2-Clause */
#include "core_cpus.h"

#include <string.h>

#include "frames.h"

enum {
        NAMED_MAX = 256, /* CPUs whose addresses are resolved; each look-up searches all symbols */
        CALLERS_MAX = 32,
};

/* The place of an address by the given symbols, or the kernel's own. */
static char *describe(TckVmcore *core, TckSymbols *symbols, guint64 address) {
        char *place = symbols ? tck_symbols_describe(symbols, address, tck_vmcore_bias(core)) : NULL;

        return place ? place : tck_vmcore_describe(core, address);
}

/* What the CPU's registers show of a panic; NULL. */
static JsonObject *crash_of(const TckVmcore *core, guint number) {
        const TckVmcoreCpu *cpu = &core->cpus[number];

        return cpu->has_place && core->machine && core->machine->crash_of_cpu
                       ? core->machine->crash_of_cpu(&cpu->registers, number)
                       : NULL;
}

static void free_object(gpointer object) {
        if (object)
                json_object_unref(object);
}

/* "CPU 0 at 0xffffffff81000148 panic+0x118, task 1" */
static void add_cpu(TckIncident *incident, TckVmcore *core, TckSymbols *symbols, guint number, JsonObject *crash) {
        const TckVmcoreCpu *cpu = &core->cpus[number];
        g_autoptr(GString) text = g_string_new(NULL);
        g_autofree char *place = number < NAMED_MAX ? describe(core, symbols, cpu->registers.ip) : NULL;

        g_string_append_printf(text, "CPU %u at 0x%" G_GINT64_MODIFIER "x", number, cpu->registers.ip);
        if (place)
                g_string_append_printf(text, " %s", place);
        if (cpu->pid)
                g_string_append_printf(text, ", task %u", cpu->pid);
        if (crash)
                g_string_append_printf(text, ", %s", json_object_get_string_member(crash, "reason"));
        g_ptr_array_add(incident->core_cpus, g_string_free(g_steal_pointer(&text), FALSE));
}

/* ---- callers ---- */

static gboolean read_word(gpointer data, guint64 address, guint64 *ret_word) {
        TckVmcore *core = data;
        guint64 word;

        if (!tck_vmcore_read_physical(core, address, &word, sizeof word, NULL))
                return FALSE;
        *ret_word = core->machine->big_endian ? GUINT64_FROM_BE(word) : GUINT64_FROM_LE(word);
        return TRUE;
}

/* Adds a caller. A return address is after its call, which may be the last instruction of a function. FALSE if it is not in code. */
static gboolean add_caller(TckIncident *incident, TckSymbols *symbols, guint number, guint64 address) {
        g_autofree char *place =
                tck_symbols_is_code(symbols, address - 1) ? tck_symbols_describe(symbols, address - 1, 0) : NULL;

        if (place)
                g_ptr_array_add(incident->core_cpus, g_strdup_printf("CPU %u called from 0x%" G_GINT64_MODIFIER "x %s",
                                                                     number, address, place));
        return place != NULL;
}

/* The name of a function that was described. */
static char *name_of(const char *place) {
        return g_strndup(place, strcspn(place, " "));
}

/* Whether the return address is still in its register: a function that has called others has one within itself there. */
static gboolean is_linked(TckSymbols *symbols, const TckRegisters *registers) {
        g_autofree char *here = tck_symbols_describe(symbols, registers->ip, 0);
        g_autofree char *there = registers->link ? tck_symbols_describe(symbols, registers->link - 1, 0) : NULL;
        g_autofree char *function = here ? name_of(here) : NULL, *caller = there ? name_of(there) : NULL;

        return function && caller && !g_str_equal(function, caller);
}

static void add_callers(TckIncident *incident, TckVmcore *core, TckSymbols *symbols, guint number) {
        const TckRegisters *registers = &core->cpus[number].registers;
        guint64 addresses[CALLERS_MAX];
        gboolean linked = is_linked(symbols, registers);
        guint count = tck_frames_walk(registers->frames, registers->frame, linked ? registers->link : 0, read_word,
                                      core, addresses, CALLERS_MAX);

        if (linked)
                add_caller(incident, symbols, number, registers->link);
        for (guint i = 0; i < count; i++)
                if (!(linked && i == 0 && addresses[i] == registers->link) &&
                    !add_caller(incident, symbols, number, addresses[i]))
                        return;
}

JsonObject *tck_core_cpus_add(TckIncident *incident, TckVmcore *core, TckSymbols *symbols) {
        g_autoptr(GPtrArray) crashes = g_ptr_array_new_with_free_func(free_object);
        gboolean all = core->cpu_count > 0;

        for (guint i = 0; i < core->cpu_count; i++) {
                JsonObject *crash = crash_of(core, i);

                g_ptr_array_add(crashes, crash);
                all = all && crash;
                if (core->cpus[i].has_place)
                        add_cpu(incident, core, symbols, i, crash);
                if (symbols && !core->vmcoreinfo && i < NAMED_MAX && core->cpus[i].registers.frames)
                        add_callers(incident, core, symbols, i);
        }
        return all ? json_object_ref(crashes->pdata[0]) : NULL;
}
