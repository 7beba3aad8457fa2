/* SPDX-License-Identifier: BSD-2-Clause */
#include "panic_info.h"

#include <gio/gio.h>

#include "json.h"

/* ---- facts ---- */

static void free_fact(gpointer data) {
        TckPanicFact *fact = data;

        g_free(fact->value);
        g_free(fact->meaning);
        g_free(fact);
}

void tck_panic_info_free(TckPanicInfo *decoded) {
        if (!decoded)
                return;
        g_free(decoded->type);
        g_free(decoded->name);
        g_free(decoded->title);
        g_free(decoded->advice);
        g_free(decoded->qemu);
        g_free(decoded->libvirt);
        g_ptr_array_unref(decoded->facts);
        g_free(decoded);
}

/* Takes the value over. */
static void add_fact(TckPanicInfo *decoded, const char *name, char *value, const char *meaning) {
        TckPanicFact *fact = g_new0(TckPanicFact, 1);

        fact->name = name;
        fact->value = g_utf8_make_valid(value, -1);
        fact->meaning = g_strdup(meaning);
        g_ptr_array_add(decoded->facts, fact);
        g_free(value);
}

char *tck_panic_fact_text(const TckPanicFact *fact) {
        return fact->meaning ? g_strdup_printf("%s  %s", fact->value, fact->meaning) : g_strdup(fact->value);
}

/* Values up to 2^64 - 1 come as what they are as int64_t: the parser keeps no others. */
static gboolean get_number(JsonObject *info, const char *name, guint64 *ret_number) {
        JsonNode *node = json_object_get_member(info, name);

        if (!node || json_node_get_value_type(node) != G_TYPE_INT64)
                return FALSE;
        *ret_number = (guint64) json_node_get_int(node);
        return TRUE;
}

static char *hex(guint64 number) {
        return g_strdup_printf("0x%" G_GINT64_MODIFIER "x", number);
}

/* What a member is that should be a number and is none. */
static char *describe_odd(JsonObject *info, const char *name) {
        JsonNode *node = json_object_get_member(info, name);
        g_autofree char *text = node ? tck_json_text(node) : NULL;

        return text ? g_strdup_printf("no number: %s", text) : g_strdup("not given");
}

static void add_number(TckPanicInfo *decoded, const char *fact, JsonObject *info, const char *member,
                       const char *meaning) {
        guint64 number;

        if (get_number(info, member, &number))
                add_fact(decoded, fact, hex(number), meaning);
        else
                add_fact(decoded, fact, describe_odd(info, member), meaning);
}

/* ---- hyper-v: Windows ---- */

enum { PARAMETERS = 4 };

static const char *const arguments[] = {"arg1", "arg2", "arg3", "arg4", "arg5"};
static const char *const parameters[] = {"parameter 1", "parameter 2", "parameter 3", "parameter 4"};

/* Generated from docs/pvpanic-tck.gresource.xml. The call is what brings the resource out of a library into a program. */
GResource *pvpanic_tck_get_resource(void);

static GKeyFile *bug_checks(void) {
        static GKeyFile *file;

        if (g_once_init_enter(&file)) {
                GKeyFile *read = g_key_file_new();
                g_autoptr(GBytes) bytes = NULL;
                g_autoptr(GError) error = NULL;

                pvpanic_tck_get_resource();
                bytes = g_resources_lookup_data("/pvpanic-tck/bugchecks.ini", G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
                if (!bytes || !g_key_file_load_from_bytes(read, bytes, G_KEY_FILE_NONE, &error))
                        g_error("docs/bugchecks.ini: %s", error->message);
                g_once_init_leave(&file, read);
        }
        return file;
}

/* What the table has for a code, or for the code that means the same. */
static char *look_up(guint64 code, const char *key) {
        const guint64 same = 0x10000000;
        g_autofree char *group = g_strdup_printf("0x%08" G_GINT64_MODIFIER "x", code);
        char *text = g_key_file_get_string(bug_checks(), group, key, NULL);

        if (text || code >> 28 != 1)
                return text;
        return look_up(code & ~same, key);
}

static void decode_bug_check(TckPanicInfo *decoded, JsonObject *info, guint64 code) {
        decoded->name = look_up(code, "name");
        decoded->title = g_strdup_printf("bug check 0x%" G_GINT64_MODIFIER "x %s", code,
                                         decoded->name ? decoded->name : "(none that is documented)");
        add_fact(decoded, "bug check", hex(code), decoded->name ? decoded->name : "none that is documented");
        for (guint i = 0; i < PARAMETERS; i++) {
                g_autofree char *key = g_strdup_printf("parameter%u", i + 1);
                g_autofree char *meaning = look_up(code, key);

                add_number(decoded, parameters[i], info, arguments[i + 1], meaning);
        }
        decoded->advice = look_up(code, "advice");
        decoded->qemu = look_up(code, "qemu");
        decoded->libvirt = look_up(code, "libvirt");
}

/* ---- hyper-v: Linux ---- */

/* Linux has its guest OS ID in the second value: 0x8100 on top, no address that a CPU takes, and its version, a byte each
 * for the three numbers, from bit 16 on. */
static gboolean is_linux(JsonObject *info, guint64 *ret_id) {
        return get_number(info, "arg2", ret_id) && *ret_id >> 40 == 0x810000 && (*ret_id >> 32 & 0xff) != 0;
}

static void decode_linux(TckPanicInfo *decoded, JsonObject *info, guint64 id) {
        guint major = id >> 32 & 0xff, minor = id >> 24 & 0xff, patch = id >> 16 & 0xff;
        g_autofree char *version = g_strdup_printf("Linux %u.%u.%u", major, minor, patch);

        decoded->name = g_strdup("Linux");
        decoded->title = g_strdup_printf("panic of %s", version);
        add_number(decoded, "error", info, "arg1", NULL);
        add_number(decoded, "guest OS ID", info, "arg2", version);
        add_number(decoded, "RIP", info, "arg3", NULL);
        add_number(decoded, "RAX", info, "arg4", NULL);
        add_number(decoded, "RSP", info, "arg5", NULL);
}

static void decode_hyperv(TckPanicInfo *decoded, JsonObject *info) {
        guint64 code, id;

        if (is_linux(info, &id)) {
                decode_linux(decoded, info, id);
        } else if (get_number(info, "arg1", &code)) {
                decode_bug_check(decoded, info, code);
        } else {
                decoded->title = g_strdup("bug check without a code");
                add_number(decoded, "bug check", info, "arg1", NULL);
                for (guint i = 0; i < PARAMETERS; i++)
                        add_number(decoded, parameters[i], info, arguments[i + 1], NULL);
        }
}

/* ---- s390 ---- */

/* Of z/Architecture's PSW, bit 0 on top. */
#define PSW_BIT(n) (G_GUINT64_CONSTANT(1) << (63 - (n)))
enum {
        PSW_PER = 1,
        PSW_DAT = 5,
        PSW_IO = 6,
        PSW_EXTERNAL = 7,
        PSW_MACHINE_CHECK = 13,
        PSW_WAIT = 14,
        PSW_PROBLEM = 15
};
enum { PSW_EXTENDED = 31, PSW_BASIC = 32 };

static const char *addressing_of(guint64 mask) {
        gboolean extended = (mask & PSW_BIT(PSW_EXTENDED)) != 0, basic = (mask & PSW_BIT(PSW_BASIC)) != 0;

        if (extended)
                return basic ? "64-bit addresses" : "addresses of a mode that does not exist";
        return basic ? "31-bit addresses" : "24-bit addresses";
}

/* "waits, all interrupts off, supervisor state, DAT off, 64-bit addresses" */
static char *describe_psw(guint64 mask) {
        static const struct {
                guint bit;
                const char *words;
        } interrupts[] = {{PSW_IO, "I/O"}, {PSW_EXTERNAL, "external"}, {PSW_MACHINE_CHECK, "machine check"}};
        g_autoptr(GString) text = g_string_new(mask & PSW_BIT(PSW_WAIT) ? "waits" : "runs");
        gboolean any = FALSE;

        for (guint i = 0; i < G_N_ELEMENTS(interrupts); i++)
                if (mask & PSW_BIT(interrupts[i].bit)) {
                        g_string_append_printf(text, ", %s interrupts on", interrupts[i].words);
                        any = TRUE;
                }
        if (!any)
                g_string_append(text, ", all interrupts off");
        g_string_append_printf(text, ", %s state, DAT %s, %s", mask & PSW_BIT(PSW_PROBLEM) ? "problem" : "supervisor",
                               mask & PSW_BIT(PSW_DAT) ? "on" : "off", addressing_of(mask));
        if (mask & PSW_BIT(PSW_PER))
                g_string_append(text, ", PER on");
        return g_strdup(text->str);
}

static const char *explain_reason(const char *reason) {
        static const struct {
                const char *reason, *words;
        } table[] = {
                {"disabled-wait", "it waits with interrupts off, for good: how a kernel stops after its panic"},
                {"extint-loop", "an external interrupt leads to a PSW that lets it in again, and again"},
                {"pgmint-loop", "a program interrupt leads to a PSW that is bad, which is one more, and again"},
                {"opint-loop", "a program interrupt leads to what is no instruction, which is one more, and again"},
                {"unknown", "the hypervisor does not know why"},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
                if (g_strcmp0(reason, table[i].reason) == 0)
                        return table[i].words;
        return NULL;
}

static void decode_s390(TckPanicInfo *decoded, JsonObject *info) {
        const char *reason = tck_json_string(info, "reason");
        g_autofree char *psw = NULL;
        guint64 core, mask;

        if (get_number(info, "psw-mask", &mask))
                psw = describe_psw(mask);
        decoded->name = g_strdup(reason);
        decoded->title = g_strdup_printf("crash of a CPU: %s", reason ? reason : "no reason given");
        add_fact(decoded, "reason", reason ? g_strdup(reason) : g_strdup("not given"), explain_reason(reason));
        if (get_number(info, "core", &core) && core <= G_MAXUINT32)
                add_fact(decoded, "CPU", g_strdup_printf("%" G_GUINT64_FORMAT, core), NULL);
        else
                add_number(decoded, "CPU", info, "core", NULL);
        add_number(decoded, "PSW mask", info, "psw-mask", psw);
        add_number(decoded, "PSW address", info, "psw-addr", NULL);
}

/* ---- confidential guests ---- */

static void decode_tdx(TckPanicInfo *decoded, JsonObject *info) {
        const char *message = tck_json_string(info, "message");
        guint64 code;
        gboolean known = get_number(info, "error-code", &code);
        g_autofree char *number = known ? hex(code) : g_strdup("without a code");

        decoded->title = g_strdup_printf("fatal error %s of a TDX guest", number);
        add_number(decoded, "error code", info, "error-code", !known ? NULL : code == 0 ? "panic" : "reserved");
        add_fact(decoded, "message", g_strdup(message ? message : "not given"), NULL);
        if (json_object_has_member(info, "gpa"))
                add_number(decoded, "address", info, "gpa", "of the guest's page that has more of the message");
}

/* Set 0 is of the GHCB specification, the others are the guest's own; Linux has set 1. */
static const char *explain_termination(guint64 set, guint64 code) {
        static const char *const general[] = {"no reason in particular", "no common version of the GHCB protocol",
                                              "the hypervisor lacks what SEV-SNP needs"};
        static const char *const of_linux[] = {
                "the GHCB could not be registered",
                "a page could not change its state",
                "PVALIDATE failed",
                "not at VMPL0",
                "the CPUID table failed its check",
                "the hypervisor's CPUID failed its check",
                "the secrets page failed its check",
                "not at VMPL0, and no SVSM there",
                "an SVSM there, and yet at VMPL0",
                "the SVSM's calling area is not page aligned",
                "Secure TSC could not be set up",
                "the SVSM's calling area could not be moved",
                "Secure AVIC failed",
        };

        if (set == 0)
                return code < G_N_ELEMENTS(general) ? general[code] : NULL;
        return set == 1 && code < G_N_ELEMENTS(of_linux) ? of_linux[code] : NULL;
}

static void decode_sev(TckPanicInfo *decoded, JsonObject *info) {
        guint64 set = 0, code = 0;
        gboolean has_set = get_number(info, "set", &set), has_code = get_number(info, "code", &code);
        const char *whose = !has_set   ? NULL
                            : set == 0 ? "of the GHCB specification"
                            : set == 1 ? "the guest's own, Linux' if it is Linux"
                                       : "the guest's own";

        decoded->title = g_strdup("an SEV guest asked to be ended");
        add_number(decoded, "reason set", info, "set", whose);
        add_number(decoded, "reason code", info, "code", has_set && has_code ? explain_termination(set, code) : NULL);
}

/* ---- whatever else ---- */

static void decode_other(TckPanicInfo *decoded, JsonObject *info) {
        GList *members = json_object_get_members(info);

        decoded->title = decoded->type ? g_strdup_printf("information of type %s, which is not known", decoded->type)
                                       : g_strdup("information without a type");
        for (GList *member = members; member; member = member->next) {
                const char *name = member->data;
                g_autofree char *text = tck_json_text(json_object_get_member(info, name));

                add_fact(decoded, "member", g_strdup_printf("%s = %s", name, text), NULL);
        }
        g_list_free(members);
}

TckPanicInfo *tck_panic_info_decode(JsonObject *info) {
        static const struct {
                const char *type;
                void (*decode)(TckPanicInfo *decoded, JsonObject *info);
        } types[] = {{"hyper-v", decode_hyperv}, {"s390", decode_s390}, {"tdx", decode_tdx}, {"sev", decode_sev}};
        TckPanicInfo *decoded;

        if (!info)
                return NULL;
        decoded = g_new0(TckPanicInfo, 1);
        decoded->type = g_strdup(tck_json_string(info, "type"));
        decoded->facts = g_ptr_array_new_with_free_func(free_fact);
        for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
                if (g_strcmp0(decoded->type, types[i].type) == 0) {
                        types[i].decode(decoded, info);
                        return decoded;
                }
        decode_other(decoded, info);
        return decoded;
}

/* ---- for a record ---- */

static void add_member(JsonObject *object, const char *name, const char *text) {
        g_autofree char *valid = text ? g_utf8_make_valid(text, -1) : NULL;

        if (valid)
                json_object_set_string_member(object, name, valid);
        else
                json_object_set_null_member(object, name);
}

static JsonArray *facts_to_json(const GPtrArray *facts) {
        JsonArray *array = json_array_new();

        for (guint i = 0; i < facts->len; i++) {
                const TckPanicFact *fact = facts->pdata[i];
                JsonObject *object = json_object_new();

                add_member(object, "name", fact->name);
                add_member(object, "value", fact->value);
                add_member(object, "meaning", fact->meaning);
                json_array_add_object_element(array, object);
        }
        return array;
}

JsonNode *tck_panic_info_to_json(const TckPanicInfo *decoded) {
        JsonNode *node = json_node_new(decoded ? JSON_NODE_OBJECT : JSON_NODE_NULL);
        JsonObject *object;

        if (!decoded)
                return node;
        object = json_object_new();
        add_member(object, "type", decoded->type);
        add_member(object, "name", decoded->name);
        add_member(object, "title", decoded->title);
        json_object_set_array_member(object, "facts", facts_to_json(decoded->facts));
        add_member(object, "advice", decoded->advice);
        add_member(object, "qemu", decoded->qemu);
        add_member(object, "libvirt", decoded->libvirt);
        json_node_take_object(node, object);
        return node;
}
