/* SPDX-License-Identifier: BSD-2-Clause */
/* Hyper-V's crash MSRs, to which Windows writes a bug check, and Linux the registers of its panic. */
#include <string.h>

#include "panic_info.h"
#include "table.h"

/* ---- Windows ---- */

enum { PARAMETERS = 4 };

static const char *const arguments[] = {"arg1", "arg2", "arg3", "arg4", "arg5"};
static const char *const parameters[] = {"parameter 1", "parameter 2", "parameter 3", "parameter 4"};

static GKeyFile *bug_checks(void) {
        static const TckTableKey keys[] = {{"name", FALSE},      {"parameter1", TRUE},
                                           {"parameter2", TRUE}, {"parameter3", TRUE},
                                           {"parameter4", TRUE}, {"status", TRUE},
                                           {"advice", TRUE},     {"qemu", TRUE},
                                           {"libvirt", TRUE},    {0}};
        static GKeyFile *table;

        if (g_once_init_enter(&table))
                g_once_init_leave(&table, tck_table_of_resource("bugchecks.ini", keys));
        return table;
}

/* The table's value for a code, or for the equivalent code without bit 28. */
static char *look_up(guint64 code, const char *key) {
        const guint64 same = 0x10000000;
        g_autofree char *group = g_strdup_printf("0x%08" G_GINT64_MODIFIER "x", code);
        char *text = g_key_file_get_string(bug_checks(), group, key, NULL);

        if (text || code >> 28 != 1)
                return text;
        return look_up(code & ~same, key);
}

/* The name of an NTSTATUS code, of 32 bits or sign-extended to 64; NULL if it is unknown. Free with g_free(). */
static char *status_name(guint64 code) {
        static const TckTableKey keys[] = {{"name", FALSE}, {0}};
        static GKeyFile *table;
        g_autofree char *group = g_strdup_printf("0x%08x", (guint32) code);

        if (g_once_init_enter(&table))
                g_once_init_leave(&table, tck_table_of_resource("ntstatus.ini", keys));
        return code >> 32 == 0 || code >> 31 == 0x1ffffffff ? g_key_file_get_string(table, group, "name", NULL) : NULL;
}

/* The meaning of a parameter, counted from 1: "the exception, as a status code: STATUS_ACCESS_VIOLATION". NULL if it is not documented.
 * Free with g_free(). */
static char *explain_parameter(JsonObject *info, guint64 code, guint number) {
        g_autofree char *key = g_strdup_printf("parameter%u", number), *meaning = look_up(code, key);
        g_autofree char *codes = look_up(code, "status"), *name = NULL;
        guint64 value;

        if (codes && strchr(codes, (int) ('0' + number)) && tck_panic_get_number(info, arguments[number], &value))
                name = status_name(value);
        return name ? g_strdup_printf("%s: %s", meaning, name) : g_steal_pointer(&meaning);
}

static void decode_bug_check(TckPanicInfo *decoded, JsonObject *info, guint64 code) {
        decoded->name = look_up(code, "name");
        if (!decoded->name)
                decoded->name = status_name(code);
        decoded->title = g_strdup_printf("bug check 0x%" G_GINT64_MODIFIER "x %s", code,
                                         decoded->name ? decoded->name : "(undocumented)");
        tck_panic_add_fact(decoded, "bug check", tck_panic_hex(code), decoded->name ? decoded->name : "undocumented");
        for (guint i = 0; i < PARAMETERS; i++) {
                g_autofree char *meaning = explain_parameter(info, code, i + 1);

                tck_panic_add_number(decoded, parameters[i], info, arguments[i + 1], meaning);
        }
        decoded->advice = look_up(code, "advice");
        decoded->qemu = look_up(code, "qemu");
        decoded->libvirt = look_up(code, "libvirt");
}

/* ---- all zero ---- */

/* Not a guest's report: hypervisors of other hosts (WHPX, NVMM) send it when a virtual CPU ends unexpectedly. */
static gboolean is_all_zero(JsonObject *info) {
        guint64 number;

        for (gsize i = 0; i < G_N_ELEMENTS(arguments); i++)
                if (!tck_panic_get_number(info, arguments[i], &number) || number)
                        return FALSE;
        return TRUE;
}

/* ---- Linux ---- */

/* Linux's second value is its guest OS ID: 0x8100 in the top bits, which no canonical address has, and the three numbers of its version,
 * a byte each, from bit 16 on. */
static gboolean is_linux(JsonObject *info, guint64 *ret_id) {
        return tck_panic_get_number(info, "arg2", ret_id) && *ret_id >> 40 == 0x810000 && (*ret_id >> 32 & 0xff) != 0;
}

static void decode_linux(TckPanicInfo *decoded, JsonObject *info, guint64 id) {
        guint major = id >> 32 & 0xff, minor = id >> 24 & 0xff, patch = id >> 16 & 0xff;
        g_autofree char *version = g_strdup_printf("Linux %u.%u.%u", major, minor, patch);

        decoded->name = g_strdup("Linux");
        decoded->title = g_strdup_printf("panic of %s", version);
        tck_panic_add_number(decoded, "error", info, "arg1", NULL);
        tck_panic_add_number(decoded, "guest OS ID", info, "arg2", version);
        tck_panic_add_number(decoded, "RIP", info, "arg3", NULL);
        tck_panic_add_number(decoded, "RAX", info, "arg4", NULL);
        tck_panic_add_number(decoded, "RSP", info, "arg5", NULL);
}

static void decode_hyperv(TckPanicInfo *decoded, JsonObject *info) {
        guint64 code, id;

        if (is_all_zero(info)) {
                decoded->title = g_strdup("no bug check: all of Hyper-V's crash registers are zero");
                decoded->advice = g_strdup(
                        "The guest has reported nothing: one of its CPUs ended in a way that the hypervisor does not "
                        "expect. See what the hypervisor logged.");
        } else if (is_linux(info, &id)) {
                decode_linux(decoded, info, id);
        } else if (tck_panic_get_number(info, "arg1", &code)) {
                decode_bug_check(decoded, info, code);
        } else {
                decoded->title = g_strdup("bug check without a code");
                tck_panic_add_number(decoded, "bug check", info, "arg1", NULL);
                for (guint i = 0; i < PARAMETERS; i++)
                        tck_panic_add_number(decoded, parameters[i], info, arguments[i + 1], NULL);
        }
}

TCK_CHANNEL(.name = "hyperv", .cpu = "hv-crash", .info = "hyper-v", .decode = decode_hyperv)
