/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A faulty QEMU: the real one ($REAL_QEMU), with a single fault ($FAULT) injected between it and the harness. It shows that the
 * cases can fail. Faults are:
 *
 *     drop EVENT                   never send it
 *     double EVENT                 send it twice
 *     late EVENT                   send it after the next event, or at the end
 *     rename EVENT NEW
 *     edit EVENT KEY FROM TO       replace a member of its data ("*" for FROM: any value; "-" for TO: remove the member)
 *     swap EVENT KEY KEY           exchange two members; "info.arg1" is one of the member `info`
 *     invent EVENT AFTER           send an EVENT, without data, after each AFTER
 *     foretell EVENT BEFORE        send an EVENT, without data, before each BEFORE
 *     status FROM TO               query-status returns TO instead of FROM, with `running` as for FROM
 *     running STATUS               query-status returns the wrong `running` in that status
 *     refuse COMMAND               answer it with an error
 *     mute COMMAND                 never answer it
 *     stray COMMAND                answer it twice
 *     reply COMMAND JSON           answer it with this value
 *     info EVENT KEY VALUE         add a member to its data, an object with that text
 *     memory still|moving          what the monitor dumps never changes, or always
 *     wire FROM TO                 replace a word that the guest sends on the wire, such as a value that it has read
 *     order FROM TO                replace a word that the host sends on the wire
 *     unfault                      the guest's answer to an exception is success, with the value 0
 *     probe ok                     answer each command to the guest with success and no values, and do not carry it out
 *     probe zero                   the same, with as many zeroes as the answer should have values
 *     probe error REASON           the same, with that error
 *     probe dead [ADDRESS]         the pvpanic device reads as 0 and ignores writes, however it is accessed; PCI devices are within two pages
 *                                  from that address on, or otherwise in the upper half of 4 GiB
 *     exit FROM TO                 end with another exit status; TO may be "abort"
 *     mortal                       die of SIGTERM
 *     device PATTERN [TO...]       replace a -device; without TO: remove it
 *     option NAME TO               replace the value of an option; "-": remove the option
 *     cpu NAME -                   remove that property from a CPU under KVM
 *     cpu NAME VALUE               set that property of a CPU under KVM
 *     append WORD...               append words to the command line
 *     without NAME WORD...         the same, if there is no such -device
 */
#include <json-glib/json-glib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "relay.h"

static char **fault;         /* its words */
static GHashTable *commands; /* id → command, as the client sent them */
static char *held;           /* the message that `late` holds back */

static gboolean is(const char *kind) {
        return g_str_equal(fault[0], kind);
}

/* A word of the fault; "" if it has fewer. */
static const char *word(guint place) {
        return place < g_strv_length(fault) ? fault[place] : "";
}

static gboolean fits(const char *pattern, const char *text) {
        return g_str_equal(pattern, "*") || g_strcmp0(pattern, text) == 0;
}

/* ---- the command line ---- */

static void add_words(GPtrArray *argv, guint first) {
        for (guint i = first; word(i)[0]; i++)
                g_ptr_array_add(argv, g_strdup(word(i)));
}

/* Adds or removes a property of the CPU. */
static char *change_cpu(const char *cpu) {
        g_auto(GStrv) properties = g_strsplit(cpu, ",", -1);
        g_autofree char *prefix = g_strdup_printf("%s=", word(1));
        g_autoptr(GString) text = g_string_new(properties[0]);

        for (char **property = properties + 1; *property; property++)
                if (!g_str_has_prefix(*property, prefix))
                        g_string_append_printf(text, ",%s", *property);
        if (!g_str_equal(word(2), "-"))
                g_string_append_printf(text, ",%s%s", prefix, word(2));
        return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Copies the option at argv[0] and its value, changed by the fault. Returns how many words it used. */
static int copy_option(char **argv, GPtrArray *to) {
        gboolean device =
                is("device") && g_str_equal(argv[0], "-device") && argv[1] && g_pattern_match_simple(word(1), argv[1]);

        if (device && word(2)[0]) {
                g_ptr_array_add(to, g_strdup("-device"));
                add_words(to, 2);
        }
        if (device)
                return 2;
        if (is("option") && g_str_equal(argv[0], word(1)) && argv[1]) {
                if (!g_str_equal(word(2), "-")) {
                        g_ptr_array_add(to, g_strdup(argv[0]));
                        g_ptr_array_add(to, g_strdup(word(2)));
                }
                return argv[1][0] == '-' ? 1 : 2;
        }
        if (is("cpu") && g_str_equal(argv[0], "-cpu") && argv[1] && g_str_has_prefix(argv[1], "host,")) {
                g_ptr_array_add(to, g_strdup(argv[0]));
                g_ptr_array_add(to, change_cpu(argv[1]));
                return 2;
        }
        g_ptr_array_add(to, g_strdup(argv[0]));
        return 1;
}

static gboolean has_device(char **argv, const char *name) {
        gsize length = strlen(name);

        for (; *argv; argv++)
                if (g_str_equal(*argv, "-device") && argv[1] && g_str_has_prefix(argv[1], name) &&
                    (argv[1][length] == '\0' || argv[1][length] == ','))
                        return TRUE;
        return FALSE;
}

/* A QEMU without a machine is only queried for its capabilities: its command line is not changed. */
static char **change_command_line(char **argv, gboolean asked) {
        GPtrArray *changed = g_ptr_array_new();
        gboolean without = is("without") && !asked && !has_device(argv, word(1));

        for (argv++; *argv;)
                if (asked)
                        g_ptr_array_add(changed, g_strdup(*argv++));
                else
                        argv += copy_option(argv, changed);
        if (is("append") && !asked)
                add_words(changed, 1);
        if (without)
                add_words(changed, 2);
        g_ptr_array_insert(changed, 0, g_strdup(g_getenv("REAL_QEMU")));
        g_ptr_array_add(changed, NULL);
        return (char **) g_ptr_array_free(changed, FALSE);
}

/* ---- messages ---- */

static char *text_of(JsonObject *object) {
        g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);

        json_node_set_object(node, object);
        return json_to_string(node, FALSE);
}

static void say_object(JsonObject *object) {
        g_autofree char *text = text_of(object);

        relay_say(text);
}

static const char *member(JsonObject *object, const char *name) {
        JsonNode *node = object ? json_object_get_member(object, name) : NULL;

        if (!node || !JSON_NODE_HOLDS_VALUE(node))
                return NULL;
        if (json_node_get_value_type(node) == G_TYPE_BOOLEAN)
                return json_node_get_boolean(node) ? "true" : "false";
        return json_node_get_string(node);
}

static JsonObject *object_member(JsonObject *object, const char *name) {
        JsonNode *node = json_object_get_member(object, name);

        return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

/*
 * Finds the object that contains the member at the end of a path, "info.arg1", and the member's name. NULL if there is
 * none.
 */
static JsonObject *find_member(JsonObject *object, const char *path, const char **ret_name) {
        const char *dot = strchr(path, '.');
        g_autofree char *first = dot ? g_strndup(path, (gsize) (dot - path)) : NULL;

        if (dot)
                return object_member(object, first) ? find_member(object_member(object, first), dot + 1, ret_name)
                                                    : NULL;
        *ret_name = path;
        return json_object_has_member(object, path) ? object : NULL;
}

/* Whether a member has that text, or is that number. */
static gboolean member_fits(JsonObject *owner, const char *key, const char *pattern) {
        JsonNode *node = json_object_get_member(owner, key);

        if (node && json_node_get_value_type(node) == G_TYPE_INT64 && g_ascii_isdigit(*pattern))
                return json_node_get_int(node) == g_ascii_strtoll(pattern, NULL, 0);
        return fits(pattern, member(owner, key));
}

static void edit(JsonObject *event) {
        const char *key = NULL, *to = word(4);
        JsonObject *data = object_member(event, "data"), *owner = data ? find_member(data, word(2), &key) : NULL;

        if (!owner || !member_fits(owner, key, word(3)))
                return;
        if (g_str_equal(to, "-"))
                json_object_remove_member(owner, key);
        else if (g_str_equal(to, "true") || g_str_equal(to, "false"))
                json_object_set_boolean_member(owner, key, g_str_equal(to, "true"));
        else if (g_ascii_isdigit(*to))
                json_object_set_int_member(owner, key, g_ascii_strtoll(to, NULL, 0));
        else
                json_object_set_string_member(owner, key, to);
}

/* Exchanges two members of an event's data. */
static void swap(JsonObject *event) {
        const char *key = NULL, *other_key = NULL;
        JsonObject *data = object_member(event, "data"), *owner = data ? find_member(data, word(2), &key) : NULL;
        JsonObject *other = data ? find_member(data, word(3), &other_key) : NULL;
        JsonNode *value;

        if (!owner || !other)
                return;
        value = json_node_copy(json_object_get_member(owner, key));
        json_object_set_member(owner, key, json_node_copy(json_object_get_member(other, other_key)));
        json_object_set_member(other, other_key, value);
}

/* Adds a member to an event that it should not have. */
static void inform(JsonObject *event) {
        JsonObject *data = object_member(event, "data"), *member = json_object_new();

        if (!data) {
                data = json_object_new();
                json_object_set_object_member(event, "data", data);
        }
        json_object_set_string_member(member, "type", word(3));
        json_object_set_object_member(data, word(2), member);
}

/* Sends an event that did not happen, with the time of another one. */
static void invent(JsonObject *event) {
        g_autoptr(JsonObject) invented = json_object_new();

        json_object_set_string_member(invented, "event", word(1));
        json_object_set_member(invented, "timestamp", json_node_copy(json_object_get_member(event, "timestamp")));
        say_object(invented);
}

static void pass_event(JsonObject *event) {
        gboolean inventive = is("invent") || is("foretell");
        g_autofree char *before = g_steal_pointer(&held);

        if (inventive && g_str_equal(word(2), member(event, "event"))) {
                if (is("foretell"))
                        invent(event);
                say_object(event);
                if (is("invent"))
                        invent(event);
                return;
        }
        if (!g_str_equal(word(1), member(event, "event")) || inventive) {
                say_object(event);
                if (before)
                        relay_say(before);
                return;
        }
        if (is("drop"))
                return;
        if (is("late")) {
                held = text_of(event);
                if (before)
                        relay_say(before);
                return;
        }
        if (is("rename"))
                json_object_set_string_member(event, "event", word(2));
        if (is("edit"))
                edit(event);
        if (is("swap"))
                swap(event);
        if (is("info"))
                inform(event);
        say_object(event);
        if (is("double"))
                say_object(event);
}

static gboolean runs(const char *status) {
        return g_str_equal(status, "running");
}

static void lie_about_status(JsonObject *value) {
        const char *status = member(value, "status");

        if (is("status") && g_strcmp0(status, word(1)) == 0) {
                json_object_set_boolean_member(value, "running", runs(word(2)));
                json_object_set_string_member(value, "status", word(2));
        } else if (is("running") && g_strcmp0(status, word(1)) == 0) {
                json_object_set_boolean_member(value, "running", !runs(word(1)));
        }
}

static void refuse(JsonObject *reply) {
        JsonObject *error = json_object_new();

        json_object_set_string_member(error, "class", "GenericError");
        json_object_set_string_member(error, "desc", "not today");
        json_object_remove_member(reply, "return");
        json_object_set_object_member(reply, "error", error);
}

/* Only changes what begins like a dump: "0000000000001000: 0x0000000000000001". */
static void lie_about_memory(JsonObject *reply) {
        const char *text = member(reply, "return");
        static guint dumps;
        g_autofree char *dump = NULL;

        if (!text || !g_regex_match_simple("^[0-9a-f]+: 0x", text, 0, 0))
                return;
        dumps += !g_str_equal(word(1), "still");
        dump = g_strdup_printf("0000000000000000: 0x%016x\r\n", dumps);
        json_object_set_string_member(reply, "return", dump);
}

static void pass_reply(JsonObject *reply) {
        gint64 id = json_object_get_int_member_with_default(reply, "id", 0);
        const char *command = g_hash_table_lookup(commands, GINT_TO_POINTER((int) id));
        JsonObject *value = json_object_has_member(reply, "return") ? object_member(reply, "return") : NULL;

        if (g_strcmp0(command, "query-status") == 0 && value)
                lie_about_status(value);
        if (is("memory") && g_strcmp0(command, "human-monitor-command") == 0)
                lie_about_memory(reply);
        if (is("mute") && g_strcmp0(command, word(1)) == 0)
                return;
        if (is("refuse") && command && fits(word(1), command) && !g_str_equal(command, "qmp_capabilities"))
                refuse(reply);
        if (is("reply") && g_strcmp0(command, word(1)) == 0)
                json_object_set_member(reply, "return", json_from_string(word(2), NULL));
        say_object(reply);
        if (is("stray") && g_strcmp0(command, word(1)) == 0)
                say_object(reply);
}

static void pass_line(const char *line) {
        g_autoptr(JsonNode) node = json_from_string(line, NULL);
        JsonObject *object = node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;

        if (object && member(object, "event"))
                pass_event(object);
        else if (object && json_object_has_member(object, "id"))
                pass_reply(object);
        else
                relay_say(line);
}

/* The line, with a word replaced if the fault is of that kind. Free with g_free(). */
static char *replace_word(const char *line, const char *kind) {
        g_auto(GStrv) words = g_strsplit(line, " ", -1);
        g_autoptr(GString) text = g_string_new(NULL);

        for (guint i = 0; words[i]; i++)
                g_string_append_printf(text, "%s%s", i ? " " : "",
                                       is(kind) && g_str_equal(words[i], word(1)) ? word(2) : words[i]);
        return g_string_free(g_steal_pointer(&text), FALSE);
}

static void pass_wire(const char *line) {
        g_autofree char *text = replace_word(line, "wire");
        g_auto(GStrv) words = g_strsplit(line, " ", -1);

        if (is("unfault") && words[0] && g_strcmp0(words[1], "fault") == 0) {
                g_free(text);
                text = g_strdup_printf("%s ok 0x0", words[0]);
        }
        relay_say_on(WIRE_FD, text);
}

static void note_command(const char *line) {
        g_autoptr(JsonNode) node = json_from_string(line, NULL);
        JsonObject *object = node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;

        if (object && member(object, "execute"))
                g_hash_table_insert(commands,
                                    GINT_TO_POINTER((int) json_object_get_int_member_with_default(object, "id", 0)),
                                    g_strdup(member(object, "execute")));
}

/* ---- the wire ---- */

static gboolean is_register(guint64 address) {
        enum { PAGES = 0x2000 };
        guint64 first = g_ascii_strtoull(word(2), NULL, 0);

        return first ? address - first < PAGES : address >= 0x80000000;
}

/*
 * True if a command accesses the device: through one of its ports, its methods, or its PCI register. Sets the answer of
 * a device that reads as 0.
 */
static gboolean reaches_the_device(char **words, const char **ret_values) {
        const char *operation = words[0] ? words[0] : "";
        guint count = g_strv_length(words);

        if (g_str_equal(operation, "on") && count > 2)
                return reaches_the_device(words + 2, ret_values);
        if (g_str_equal(operation, "ticking") && count > 1)
                return reaches_the_device(words + 1, ret_values);
        if (g_str_equal(operation, "acpi-eval") && count > 1) {
                *ret_values = g_str_has_suffix(words[1], ".RDPT") ? " integer 0x0" : " none";
                return g_str_has_suffix(words[1], ".RDPT") || g_str_has_suffix(words[1], ".WRPT");
        }
        *ret_values = g_str_equal(operation, "in") || g_str_equal(operation, "read") ? " 0x0" : "";
        if ((g_str_equal(operation, "in") || g_str_equal(operation, "out")) && count > 2)
                return g_str_equal(words[2], "0x505") || g_str_equal(words[2], "0x5a5");
        if ((g_str_equal(operation, "read") || g_str_equal(operation, "write")) && count > 2)
                return is_register(g_ascii_strtoull(words[2], NULL, 0));
        *ret_values = g_str_equal(operation, "mode-in") ? " 0x40 0x0 0x1 0x1 0x0" : " 0x40 0x0 0x1 0x1";
        return g_str_has_prefix(operation, "mode-");
}

/* Passes a command to the guest, unless it is answered here. */
static void pass_command(const char *line) {
        g_auto(GStrv) words = g_strsplit(line, " ", -1);
        const char *values = g_str_equal(word(1), "zero") ? " 0x0 0x0 0x0 0x0 0x0 0x0 0x0 0x0" : "";
        gboolean passes = !is("probe") || !words[0] || !*words[0];
        g_autofree char *answer = NULL;

        if (passes || (g_str_equal(word(1), "dead") && !reaches_the_device(words + 1, &values))) {
                g_autofree char *ordered = replace_word(line, "order");

                relay_say_on(relay_guest, ordered);
                return;
        }
        answer = g_str_equal(word(1), "error") ? g_strdup_printf("%s error %s not today", words[0], word(2))
                                               : g_strdup_printf("%s ok%s", words[0], values);
        relay_say_on(WIRE_FD, answer);
}

static int end(int status) {
        if (WIFSIGNALED(status)) {
                signal(WTERMSIG(status), SIG_DFL);
                raise(WTERMSIG(status));
        }
        if (is("exit") && WEXITSTATUS(status) == atoi(word(1))) {
                if (g_str_equal(word(2), "abort"))
                        abort();
                return atoi(word(2));
        }
        return WEXITSTATUS(status);
}

static void say_held(void) {
        if (held)
                relay_say(held);
}

int main(int argc, char **argv) {
        gboolean asked = argc > 2 && g_str_equal(argv[2], "none"); /* -machine none */
        Relay relay = {.from_client = note_command, .from_server = pass_line, .at_end = say_held};
        int status;

        fault = g_strsplit(g_getenv("FAULT"), " ", -1);
        commands = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
        if (!asked && (is("wire") || is("probe") || is("order") || is("unfault"))) {
                relay.from_host = pass_command;
                relay.from_guest = pass_wire;
        }
        status = relay_run(change_command_line(argv, asked), &relay, is("mortal"));
        return status < 0 ? 127 : end(status);
}
