/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stand-in for a QEMU whose KVM has Hyper-V's interface: the real one ($PLAIN_QEMU) runs the guest by TCG, and this
 * program answers instead of its probe what concerns Hyper-V's CPUID leaves and MSRs, according to the CPU's
 * properties. A notification is performed as a write to the pvpanic port, whose event gets the values. It shows that
 * the cases can pass, and, together with faulty-qemu, that they can fail; it shows nothing about QEMU.
 */
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "enlightenment.h"
#include "hyperv.h"
#include "relay.h"

enum {
        FIRST_MSR = 0x40000000,
        LAST_MSR = 0x400001ff,
        RESET = 0x40000003,
        COUNTER = 0x40000020,
        LAST_LEAF = 0x4000000a
};
enum { VP_INDEX = 0x40000002, TSC_FREQUENCY = 0x40000022, APIC_FREQUENCY = 0x40000023 };

static GHashTable *asked; /* property → value; empty: there is no Hyper-V interface */
static char *words_asked; /* the same, as given */
static gboolean enforced;
static GHashTable *registers; /* MSR → guint64 *; absent: 0 */
static gboolean notified;     /* through the registers: the next event is for them */
static char *hidden;          /* the sequence number of an answer that nothing awaits */
static GHashTable *questions; /* ids of commands that query crash-information */

static const char *value_of(const char *property, const char *otherwise) {
        const char *value = g_hash_table_lookup(asked, property);

        return value ? value : otherwise;
}

static gboolean is_on(const char *property) {
        return g_str_equal(value_of(property, "off"), "on");
}

/* ---- the CPU ---- */

/* What QEMU with the lab's KVM does not support: its CPUs are AMD's, and its kernel is Linux 6.1. */
static const char *const unsupported[] = {"hv-evmcs", "hv-tlbflush-ext", "hv-tlbflush-direct", NULL};

G_NORETURN static void refuse(const char *property, const char *why, const char *other) {
        fprintf(stderr, "hyperv-qemu: Hyper-V feature (%s) %s%s\n", property, why, other);
        exit(1);
}

static void check_requirements(void) {
        for (const TckEnlightenment *one = tck_enlightenments(); one->property; one++) {
                g_auto(GStrv) required = g_strsplit(one->requires ? one->requires : "", " ", -1);

                if (!is_on(one->property))
                        continue;
                if (g_strv_contains(unsupported, one->property))
                        refuse(one->property, "is not supported by kernel", "");
                for (char **other = required; *other; other++)
                        if (!is_on(*other))
                                refuse(one->property, "requires Hyper-V feature ", *other);
        }
}

/* Parses "host,hv-relaxed=on,...". */
static void ask(const char *cpu) {
        g_auto(GStrv) properties = g_strsplit(cpu, ",", -1);
        gboolean identified = FALSE;

        words_asked = g_strdup(strstr(cpu, "hv-passthrough=on") ? "hv-crash=on,hv-relaxed=on" : cpu);
        for (char **property = properties + 1; *property; property++) {
                g_auto(GStrv) parts = g_strsplit(*property, "=", 2);

                g_hash_table_insert(asked, g_strdup(parts[0]), g_strdup(parts[1]));
                identified |= !g_str_equal(parts[0], "hv-enforce-cpuid") &&
                              !g_str_equal(parts[0], "hv-no-nonarch-coresharing");
        }
        if (!identified)
                g_hash_table_remove_all(asked);
        enforced = is_on("hv-enforce-cpuid");
        check_requirements();
}

static guint32 number_of(const char *property) {
        return (guint32) g_ascii_strtoull(value_of(property, "0"), NULL, 0);
}

static guint32 part_of(const char *text, guint place) {
        guint32 part;

        memcpy(&part, text + 4 * place, sizeof part);
        return part;
}

static char *cpuid(guint32 leaf) {
        const char *vendor = value_of("hv-vendor-id", "Microsoft Hv");
        guint32 seen[4] = {0};

        for (guint i = 0; i < G_N_ELEMENTS(seen); i++)
                seen[i] = tck_owed_bits((TckCpuidPlace){leaf, i}, words_asked);
        if (leaf == HYPERV_CPUID_FEATURES) {
                seen[0] |= 1 << 5; /* hypercalls, which are part of each enlightenment */
                seen[3] |= 1 << 3;
        } else if (leaf == HYPERV_CPUID_VENDOR) {
                seen[0] = LAST_LEAF;
                for (guint i = 0; i < 3; i++)
                        seen[i + 1] = part_of(vendor, i);
        } else if (leaf == HYPERV_CPUID_INTERFACE) {
                seen[0] = HYPERV_INTERFACE;
        } else if (leaf == HYPERV_CPUID_VERSION) {
                seen[0] = number_of("hv-version-id-build");
                seen[1] = number_of("hv-version-id-major") << 16 | number_of("hv-version-id-minor");
                seen[2] = number_of("hv-version-id-spack");
                seen[3] = number_of("hv-version-id-sbranch") << 24 | number_of("hv-version-id-snumber");
        } else if (leaf == HYPERV_CPUID_RECOMMENDATIONS) {
                seen[1] = (guint32) g_ascii_strtoull(value_of("hv-spinlocks", "0xffffffff"), NULL, 0);
        }
        return g_strdup_printf("0x%x 0x%x 0x%x 0x%x", seen[0], seen[1], seen[2], seen[3]);
}

/* ---- its registers ---- */

static gboolean is_crash_register(guint32 msr) {
        return msr >= HYPERV_CRASH_P0 && msr <= HYPERV_CRASH_CONTROL;
}

/* True if the guest can access it. */
static gboolean is_open(guint32 msr) {
        for (const TckEnlightenment *one = tck_enlightenments(); one->property; one++)
                for (guint i = 0; i < TCK_ENLIGHTENMENT_MSRS_MAX && one->msrs[i]; i++)
                        if (one->msrs[i] == msr || (is_crash_register(one->msrs[i]) && is_crash_register(msr)))
                                return g_hash_table_size(asked) &&
                                       (!enforced || tck_is_asked(words_asked, one->property));
        return FALSE;
}

static guint64 *register_of(guint32 msr) {
        guint64 *value = g_hash_table_lookup(registers, GUINT_TO_POINTER(msr));

        if (!value)
                g_hash_table_insert(registers, GUINT_TO_POINTER(msr), value = g_new0(guint64, 1));
        return value;
}

static guint64 read_register(guint32 msr, guint cpu) {
        if (msr == HYPERV_CRASH_CONTROL)
                return HYPERV_CRASH_NOTIFY;
        if (msr == VP_INDEX)
                return cpu;
        if (msr == TSC_FREQUENCY || msr == APIC_FREQUENCY)
                return 1000000000;
        return msr == COUNTER ? ++*register_of(msr) : *register_of(msr);
}

/* ---- the wire ---- */

/* Makes the guest perform another operation, whose answer is the same. */
static void do_instead(char **words, guint place, const char *operation) {
        g_autofree char *on = place == 3 ? g_strdup_printf("on %s ", words[2]) : g_strdup("");
        g_autofree char *line = g_strdup_printf("%s %s%s", words[0], on, operation);

        relay_say_on(relay_guest, line);
}

static void answer(const char *sequence, const char *values) {
        g_autofree char *line = g_strdup_printf("%s %s", sequence, values);

        relay_say_on(WIRE_FD, line);
}

static void write_register(char **words, guint place, guint32 msr, guint64 value) {
        if (msr == HYPERV_CRASH_CONTROL && value & HYPERV_CRASH_NOTIFY) {
                notified = TRUE;
                do_instead(words, place, "out 1 0x505 0x1");
        } else if (msr == RESET && value & 1) {
                hidden = g_strdup(words[0]);
                do_instead(words, 1, "reset");
        } else {
                *register_of(msr) = value;
                answer(words[0], "ok");
        }
}

/* Makes a later oops report, through the port, what the probe's own channel would report. */
static void tell_at_oops(char **words, guint place) {
        *register_of(HYPERV_CRASH_P0) = 0xe2;
        *register_of(HYPERV_CRASH_P0 + 1) = 1;
        notified = TRUE;
        do_instead(words, place, "on-oops panic");
}

/* True if the command is about Hyper-V's interface, and was handled here. The operation is the word in that place. */
static gboolean obey(char **words, guint place) {
        guint count = g_strv_length(words) - place;
        guint64 number = count > 1 ? g_ascii_strtoull(words[place + 1], NULL, 0) : 0;
        g_autofree char *values = NULL;

        if (count > 1 && g_str_equal(words[place], "cpuid")) {
                if (number < HYPERV_CPUID_VENDOR || number > LAST_LEAF || !g_hash_table_size(asked))
                        return FALSE;
                values = cpuid((guint32) number);
                answer(words[0], g_strconcat("ok ", values, NULL));
                return TRUE;
        }
        if (count > 1 && g_str_equal(words[place], "on-oops") && g_str_equal(words[place + 1], "panic-hyperv") &&
            tck_is_asked(words_asked, "hv-crash")) {
                tell_at_oops(words, place);
                return TRUE;
        }
        if (count < 2 || number < FIRST_MSR || number > LAST_MSR ||
            !(g_str_equal(words[place], "rdmsr") || (count > 2 && g_str_equal(words[place], "wrmsr"))))
                return FALSE;
        if (!is_open((guint32) number)) {
                answer(words[0], "fault 0xd 0x0 0x0");
        } else if (g_str_equal(words[place], "wrmsr")) {
                write_register(words, place, (guint32) number, g_ascii_strtoull(words[place + 2], NULL, 0));
        } else {
                values = g_strdup_printf("ok 0x%" G_GINT64_MODIFIER "x",
                                         read_register((guint32) number, place == 3 ? (guint) atoi(words[2]) : 0));
                answer(words[0], values);
        }
        return TRUE;
}

static void from_host(const char *line) {
        g_auto(GStrv) words = g_strsplit(line, " ", -1);
        gboolean on = g_strv_length(words) > 3 && g_str_equal(words[1], "on");

        if (g_strv_length(words) < 2 || !obey(words, on ? 3 : 1))
                relay_say_on(relay_guest, line);
}

static void from_guest(const char *line) {
        if (hidden && g_str_has_prefix(line, hidden) && line[strlen(hidden)] == ' ')
                g_clear_pointer(&hidden, g_free);
        else
                relay_say_on(WIRE_FD, line);
}

/* ---- the monitor ---- */

static JsonObject *parse(const char *line, JsonNode **ret_node) {
        *ret_node = json_from_string(line, NULL);
        return *ret_node && JSON_NODE_HOLDS_OBJECT(*ret_node) ? json_node_get_object(*ret_node) : NULL;
}

static JsonObject *crash_information(void) {
        static const char *const names[] = {"arg1", "arg2", "arg3", "arg4", "arg5"};
        JsonObject *information = json_object_new();

        json_object_set_string_member(information, "type", "hyper-v");
        for (guint i = 0; i < HYPERV_CRASH_PARAMETERS; i++)
                json_object_set_int_member(information, names[i], (gint64) *register_of(HYPERV_CRASH_P0 + i));
        return information;
}

static void from_client(const char *line) {
        g_autoptr(JsonNode) node = NULL;
        JsonObject *command = parse(line, &node);

        if (command && strstr(line, "\"crash-information\""))
                g_hash_table_add(questions,
                                 GINT_TO_POINTER((int) json_object_get_int_member_with_default(command, "id", 0)));
}

static void take_event(JsonObject *event) {
        const char *name = json_object_get_string_member(event, "event");

        if (g_str_equal(name, "RESET"))
                g_hash_table_remove_all(registers);
        if (!g_str_equal(name, "GUEST_PANICKED") || !notified)
                return;
        notified = FALSE;
        if (tck_is_asked(words_asked, "hv-crash"))
                json_object_set_object_member(json_object_get_object_member(event, "data"), "info",
                                              crash_information());
}

static void take_reply(JsonObject *reply) {
        gint64 id = json_object_get_int_member_with_default(reply, "id", 0);

        if (!g_hash_table_contains(questions, GINT_TO_POINTER((int) id)) || !tck_is_asked(words_asked, "hv-crash"))
                return;
        json_object_remove_member(reply, "error");
        json_object_set_object_member(reply, "return", crash_information());
}

static void from_server(const char *line) {
        g_autoptr(JsonNode) node = NULL;
        JsonObject *message = parse(line, &node);
        g_autofree char *text = NULL;

        if (message && json_object_has_member(message, "event"))
                take_event(message);
        else if (message)
                take_reply(message);
        text = message ? json_to_string(node, FALSE) : g_strdup(line);
        relay_say(text);
}

/* ---- the command line ---- */

/* The real one's command line, without the Hyper-V properties and KVM if the VM is to use KVM. */
static char **change_command_line(char **argv) {
        GPtrArray *changed = g_ptr_array_new();
        gboolean kvm = FALSE;

        for (char **word = argv; word[0] && word[1]; word++)
                kvm |= g_str_equal(word[0], "-accel") && g_str_equal(word[1], "kvm");
        g_ptr_array_add(changed, g_strdup(g_getenv("PLAIN_QEMU")));
        for (char **word = argv + 1; *word; word++) {
                gboolean after_cpu = kvm && g_str_equal(word[-1], "-cpu"),
                         after_accel = kvm && g_str_equal(word[-1], "-accel");

                if (after_cpu)
                        ask(*word);
                g_ptr_array_add(changed, g_strdup(after_cpu ? "qemu64" : after_accel ? "tcg" : *word));
        }
        g_ptr_array_add(changed, NULL);
        return (char **) g_ptr_array_free(changed, FALSE);
}

int main(int argc, char **argv) {
        static const Relay relay = {.from_client = from_client,
                                    .from_server = from_server,
                                    .from_host = from_host,
                                    .from_guest = from_guest};
        char **changed;
        int status;

        asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        registers = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
        questions = g_hash_table_new(g_direct_hash, g_direct_equal);
        changed = change_command_line(argv);
        if (argc > 2 && g_str_equal(argv[2], "none")) {
                execvp(changed[0], changed);
                return 127;
        }
        status = relay_run(changed, &relay, FALSE);
        return status < 0 ? 127 : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
