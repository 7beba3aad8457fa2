/* SPDX-License-Identifier: BSD-2-Clause */
/* What a case checks about CPUID, MSRs, and a crash that is reported through Hyper-V's crash MSRs. */
#include "check_private.h"

#include <string.h>

#include "enlightenment.h"
#include "error.h"
#include "json.h"
#include "panic_info.h"

enum { GENERAL_PROTECTION = 0xd };

/* ---- the CPU that the guest sees ---- */

guint32 tck_cpuid(Tck *t, guint32 leaf, TckCpuidRegister place) {
        guint64 value;

        tck_do(t, "cpuid %#x 0", leaf);
        value = t->over ? 0 : tck_number(t, place);
        if (value > G_MAXUINT32)
                tck_give_up(t, "the probe answered CPUID with more than 32 bits");
        return (guint32) value;
}

void tck_expect_vendor(Tck *t, const char *vendor) {
        enum { PARTS = 3 };
        char seen[PARTS * sizeof(guint32) + 1] = "";

        for (guint i = 0; i < PARTS; i++) {
                guint32 part = GUINT32_TO_LE(tck_cpuid(t, HYPERV_CPUID_VENDOR, TCK_EBX + i));

                memcpy(seen + i * sizeof part, &part, sizeof part);
        }
        tck_expect_text(t, "the hypervisor's vendor", seen, vendor);
}

/* ---- enlightenments ---- */

/* A register of a CPUID leaf; 0 if the leaf is beyond the last one. */
static guint32 seen_bits(Tck *t, TckCpuidPlace place) {
        if (tck_cpuid(t, HYPERV_CPUID_VENDOR, TCK_EAX) < place.leaf)
                return 0;
        return tck_cpuid(t, place.leaf, (TckCpuidRegister) place.place);
}

static void fail_bits(Tck *t, const char *what, const char *property, TckCpuidPlace place, guint32 seen) {
        static const char *const registers[TCK_CPUID_REGISTERS] = {"EAX", "EBX", "ECX", "EDX"};
        g_autofree char *expected =
                g_strdup_printf("%s of %s in %s of CPUID 0x%x", what, property, registers[place.place], place.leaf);

        tck_fail(t, expected, "0x%x", seen);
}

void tck_expect_enlightenment(Tck *t, const char *property) {
        const TckEnlightenment *one = tck_find_enlightenment(property);

        for (guint i = 0; i < TCK_ENLIGHTENMENT_BITS_MAX && one->bits[i].bits && !t->over; i++) {
                guint32 seen = seen_bits(t, one->bits[i].place);

                if (!t->over && (seen & one->bits[i].bits) != one->bits[i].bits)
                        fail_bits(t, "the bit", property, one->bits[i].place, seen);
        }
        for (guint i = 0; i < TCK_ENLIGHTENMENT_MSRS_MAX && one->msrs[i]; i++)
                tck_read_msr(t, 0, one->msrs[i]);
}

void tck_expect_no_other_enlightenment(Tck *t, const char *asked) {
        for (const TckCpuidPlace *place = tck_enlightened_places(); place->leaf && !t->over; place++) {
                guint32 seen = seen_bits(t, *place);
                guint32 more = seen & tck_enlightened_bits(*place) & ~tck_owed_bits(*place, asked);

                if (!t->over && more)
                        fail_bits(t, "no bit", tck_enlightenment_of_bits(*place, more), *place, seen);
        }
}

char **tck_hyperv_properties(const Tck *t) {
        g_autoptr(GStrvBuilder) found = g_strv_builder_new();

        for (char **name = t->vm->qemu->cpu_properties; name && *name; name++)
                if (g_str_has_prefix(*name, "hv-"))
                        g_strv_builder_add(found, *name);
        return g_strv_builder_end(found);
}

void tck_expect_refused(Tck *t, const char *cpu, const char *pattern) {
        TckVmConfig config;
        g_autofree char *expected = g_strdup_printf("a CPU with %s to be refused, in words like %s", cpu, pattern);
        g_autofree char *folder = g_build_filename(t->directory, "refused", NULL), *seen = NULL;
        g_auto(TckVmAttempt) attempt = {0};

        if (t->over)
                return;
        config = t->vm->config;
        config.spec.cpu = cpu;
        if (!tck_vm_attempt(t->vm->qemu, &config, t->name, folder, check_deadline(t), &attempt, &t->error)) {
                check_give_up_by_error(t, expected);
        } else if (!attempt.serves && tck_child_ended_from_outside(attempt.status)) {
                tck_give_up(t, "waiting for %s: QEMU was ended from outside", expected);
        } else if ((seen = tck_vm_attempt_unrefused(&attempt, pattern))) {
                tck_fail(t, expected, "%s", seen);
        }
}

guint64 tck_read_msr(Tck *t, guint cpu, guint32 msr) {
        return tck_ask(t, "on %u rdmsr %#x", cpu, msr);
}

void tck_start_write_msr(Tck *t, guint cpu, guint32 msr, guint64 value) {
        tck_start(t, "on %u wrmsr %#x %#" G_GINT64_MODIFIER "x", cpu, msr, value);
}

void tck_write_msr(Tck *t, guint cpu, guint32 msr, guint64 value) {
        tck_start_write_msr(t, cpu, msr, value);
        tck_expect_finished(t);
}

void tck_expect_no_msr(Tck *t, guint32 msr) {
        tck_expect_fault(t, GENERAL_PROTECTION, "rdmsr %#x", msr);
        tck_expect_fault(t, GENERAL_PROTECTION, "wrmsr %#x 0", msr);
}

/* ---- the crash registers ---- */

void tck_write_crash(Tck *t, guint cpu, const TckHypervCrash *crash) {
        for (guint i = 0; i < HYPERV_CRASH_PARAMETERS; i++)
                tck_write_msr(t, cpu, HYPERV_CRASH_P0 + i, crash->parameter[i]);
}

void tck_expect_crash(Tck *t, guint cpu, const TckHypervCrash *crash) {
        for (guint i = 0; i < HYPERV_CRASH_PARAMETERS && !t->over; i++) {
                g_autofree char *what = g_strdup_printf("crash parameter P%u to be", i);

                tck_expect_number(t, what, tck_read_msr(t, cpu, HYPERV_CRASH_P0 + i), crash->parameter[i]);
        }
}

void tck_start_crash(Tck *t, guint cpu, const TckHypervCrash *crash) {
        tck_write_crash(t, cpu, crash);
        tck_start_write_msr(t, cpu, HYPERV_CRASH_CONTROL, HYPERV_CRASH_NOTIFY);
}

/* " info.type=hyper-v info.arg1=4369 ...", in the form of tck_expect_event()'s members. JSON's numbers are read as int64_t. */
static void add_members(GString *text, const char *prefix, const TckHypervCrash *crash) {
        g_string_append_printf(text, " %stype=hyper-v", prefix);
        for (guint i = 0; i < HYPERV_CRASH_PARAMETERS; i++)
                g_string_append_printf(text, " %sarg%u=%" G_GINT64_FORMAT, prefix, i + 1, (gint64) crash->parameter[i]);
}

void tck_expect_crash_event(Tck *t, const char *action, const TckHypervCrash *crash) {
        g_autoptr(GString) members = g_string_new(NULL);

        g_string_append_printf(members, "action=%s", action);
        add_members(members, "info.", crash);
        tck_expect_event(t, "GUEST_PANICKED", members->str);
}

/* ---- QOM ---- */

/* A CPU's QOM path. Free with g_free(). NULL after a verdict. */
static char *cpu_path(Tck *t, guint cpu) {
        g_autoptr(JsonNode) list = check_execute(t, "query-cpus-fast", NULL);
        JsonArray *array = tck_json_node_array(list);

        for (guint i = 0; array && i < json_array_get_length(array); i++) {
                JsonObject *one = tck_json_node_object(json_array_get_element(array, i));

                if (tck_json_int(one, "cpu-index", -1) == cpu && tck_json_string(one, "qom-path"))
                        return g_strdup(tck_json_string(one, "qom-path"));
        }
        tck_fail(t, "query-cpus-fast to return the QOM path of the CPU", "an answer without it");
        return NULL;
}

/* Whether the object has the five values and their type, and nothing else. */
static gboolean has_crash(JsonNode *information, const TckHypervCrash *crash) {
        g_autoptr(JsonObject) event = json_object_new();
        g_autoptr(GString) members = g_string_new(NULL);

        json_object_set_member(event, "data", json_node_copy(information));
        add_members(members, "", crash);
        return check_has_members(event, members->str + 1);
}

static void expect_information(Tck *t, JsonNode *answer, const TckHypervCrash *crash) {
        g_autofree char *seen = answer ? tck_json_text(answer) : g_strdup(t->error->message);
        g_autoptr(GString) expected = g_string_new(crash ? "crash-information" : "no crash-information");

        if (crash)
                add_members(expected, "", crash);
        if (crash ? !answer || !has_crash(answer, crash) : answer != NULL)
                tck_fail(t, expected->str, "%s", seen);
        g_clear_error(&t->error);
}

void tck_expect_crash_information(Tck *t, guint cpu, const TckHypervCrash *crash) {
        g_autofree char *path = t->over ? NULL : cpu_path(t, cpu);
        g_autoptr(JsonNode) answer = NULL;

        if (!path)
                return;
        answer = qmp_execute(t->vm->qmp, "qom-get", qmp_strings("path", path, "property", "crash-information", NULL),
                             check_deadline(t), &t->error);
        if (answer || tck_error_is_refusal(t->error))
                expect_information(t, answer, crash);
        else
                check_trouble(t, "qom-get to be answered");
}

/* ---- the report for people ---- */

void tck_expect_reported(Tck *t, const char *title, const char *setting) {
        g_autoptr(TckPanicInfo) told = t->over || !t->incident ? NULL : tck_incident_decode(t->incident);

        if (t->over)
                return;
        if (!told || g_strcmp0(told->title, title) != 0)
                tck_give_up(t, "the incident's title is \"%s\", not \"%s\"", told && told->title ? told->title : "",
                            title);
        else if (!told->advice || !told->qemu || !strstr(told->qemu, setting))
                tck_give_up(t, "the incident's advice does not name %s", setting);
}
