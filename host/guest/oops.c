/* SPDX-License-Identifier: BSD-2-Clause */
#include "oops.h"

#include <string.h>

#include "json.h"

enum { LINE_MAX_BYTES = 512, LIST_MAX = 64, AFTERMATH_LINES = 3 };

static const char linux_panic[] = "Kernel panic - not syncing: ";

struct parser {
        TckOops *oops;      /* the one that is read, NULL before the first */
        gboolean backtrace; /* within one */
        gboolean traced;    /* Linux has ended its trace: what comes is a panic for it, or another oops */
        gboolean closed;    /* no more belongs to it: another beginning is another oops */
        guint after;        /* lines since it had anything of its own */
};

static TckOops *oops_new(const char *origin) {
        TckOops *oops = g_new0(TckOops, 1);

        oops->origin = g_strdup(origin);
        oops->registers = g_ptr_array_new_with_free_func(g_free);
        oops->backtrace = g_ptr_array_new_with_free_func(g_free);
        return oops;
}

void tck_oops_free(TckOops *oops) {
        if (!oops)
                return;
        g_free(oops->origin);
        g_free(oops->cause);
        g_free(oops->panic);
        g_free(oops->cpu);
        g_free(oops->task);
        g_free(oops->system);
        g_free(oops->ip);
        g_ptr_array_unref(oops->registers);
        g_ptr_array_unref(oops->backtrace);
        g_free(oops);
}

/* ---- lines ---- */

/* For g_once(): a pattern is compiled once, and kept. */
static gpointer compile(gpointer pattern) {
        return g_regex_new(pattern, 0, 0, NULL);
}

/* The line without what a terminal would obey, its end, and printk's time and caller: "[    1.234567][    T1] ". */
static char *plain_line(const char *line, gsize length) {
        static GOnce escape_once = G_ONCE_INIT, prefix_once = G_ONCE_INIT;
        const GRegex *escape = g_once(&escape_once, compile, (gpointer) "\x1b\\[[0-9;?]*[A-Za-z]");
        const GRegex *prefix =
                g_once(&prefix_once, compile, (gpointer) "^(<\\d+>)?(\\[ *\\d+\\.\\d+\\] ?)?(\\[ *[CT]\\d+\\] ?)?");
        g_autofree char *valid = g_utf8_make_valid(line, (gssize) MIN(length, LINE_MAX_BYTES));
        g_autofree char *plain = g_regex_replace_literal(escape, valid, -1, 0, "", 0, NULL);

        return g_strchomp(g_regex_replace_literal(prefix, plain, -1, 0, "", 0, NULL));
}

/* What follows the words in the line; NULL if they are not in it. */
static const char *after(const char *line, const char *words) {
        const char *place = strstr(line, words);

        return place ? place + strlen(words) : NULL;
}

static void set_once(char **text, const char *value) {
        if (!*text)
                *text = g_strdup(value);
}

static void add_to(GPtrArray *list, const char *text) {
        if (list->len < LIST_MAX)
                g_ptr_array_add(list, g_strdup(text));
}

static TckOops *begin(struct parser *parser, const char *origin, const char *cause) {
        if (!parser->oops || parser->closed || (parser->traced && !g_str_has_prefix(cause, linux_panic))) {
                tck_oops_free(parser->oops);
                parser->oops = oops_new(origin);
                parser->closed = parser->traced = FALSE;
        }
        set_once(&parser->oops->cause, cause);
        parser->backtrace = FALSE;
        parser->after = 0;
        return parser->oops;
}

/* Registers as all three print them, several on a line: NAME, perhaps a colon or a dash, hexadecimal digits. */
static gboolean read_registers(TckOops *oops, const char *line) {
        static GOnce once = G_ONCE_INIT;
        const GRegex *pattern =
                g_once(&once, compile,
                       (gpointer) "\\b([RE]?[A-D]X|[RE]?[SD]I|[RE]?[SBI]P|R\\d+|x\\d+|sp|lr|pc|CR[0-48]|"
                                  "[RE]FLAGS) *+[:-]?+ *+((?:[0-9a-fA-F]{4}:)?[0-9a-fA-F]{8,16})\\b");
        g_autoptr(GMatchInfo) match = NULL;
        gboolean any = FALSE;

        for (g_regex_match(pattern, line, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
                g_autofree char *name = g_match_info_fetch(match, 1), *value = g_match_info_fetch(match, 2);
                g_autofree char *text = g_strdup_printf("%s %s", name, value);
                gboolean known = FALSE;

                /* Linux tells of the one that matters first, and of user space after that. */
                for (guint i = 0; i < oops->registers->len; i++)
                        known |= g_str_has_prefix(oops->registers->pdata[i], name) &&
                                 ((char *) oops->registers->pdata[i])[strlen(name)] == ' ';
                if (!known)
                        add_to(oops->registers, text);
                any = TRUE;
        }
        return any;
}

/* ---- Linux ---- */

static gboolean begins_linux_oops(const char *line) {
        static const char *const beginnings[] = {
                "BUG: ",
                "Oops: ",
                "kernel BUG at ",
                "general protection fault",
                "divide error: ",
                "invalid opcode: ",
                "stack segment: ",
                "double fault: ",
                "traps: PANIC: ",
                "PANIC: double fault",
                "watchdog: BUG: ",
                "Unable to handle kernel ",
                "Internal error: ",
                "NMI: ",
                "Uhhuh. NMI received",
                "mce: [Hardware Error]",
                linux_panic,
        };

        for (gsize i = 0; i < G_N_ELEMENTS(beginnings); i++)
                if (g_str_has_prefix(line, beginnings[i]))
                        return TRUE;
        return FALSE;
}

/* "CPU: 0 PID: 1 Comm: sh Tainted: G  D  6.1.0-39-cloud-amd64 #1  Debian 6.1.148-1"; newer: "CPU: 0 UID: 0 PID: ..." */
static void read_linux_cpu(TckOops *oops, const char *line) {
        static GOnce once = G_ONCE_INIT;
        const GRegex *pattern = g_once(&once, compile,
                                       (gpointer) "^CPU: (\\d+) (?:UID: \\d+ )?PID: (\\d+) Comm: (.{1,16}?) "
                                                  "((?:Not tainted|Tainted: ).*)$");
        g_autoptr(GMatchInfo) match = NULL;

        if (g_regex_match(pattern, line, 0, &match)) {
                g_autofree char *cpu = g_match_info_fetch(match, 1), *pid = g_match_info_fetch(match, 2);
                g_autofree char *comm = g_match_info_fetch(match, 3), *system = g_match_info_fetch(match, 4);
                g_autofree char *task = g_strdup_printf("%s (%s)", comm, pid);

                set_once(&oops->cpu, cpu);
                set_once(&oops->task, task);
                set_once(&oops->system, system);
        }
}

/* An entry as " panic+0x118/0x2ed"; those with a "?" were found on the stack and may be old. Others are of no use here. */
static void read_linux_frame(TckOops *oops, const char *line) {
        static GOnce once = G_ONCE_INIT;
        const GRegex *pattern = g_once(&once, compile, (gpointer) "^[^ ?]+\\+0x[0-9a-f]+/0x[0-9a-f]+( \\[[^]]+\\])?$");
        g_autofree char *entry = g_strstrip(g_strdup(line));

        if (g_regex_match(pattern, entry, 0, NULL))
                add_to(oops->backtrace, entry);
}

/* What is between the backtrace's beginning and these: entries, and the registers with which the kernel was entered. */
static gboolean ends_linux_backtrace(const char *line) {
        static const char *const ends[] = {"---[", "Modules linked in:", "Kernel Offset:", "NMI backtrace",
                                           linux_panic};

        for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
                if (g_str_has_prefix(line, ends[i]))
                        return TRUE;
        return FALSE;
}

static void read_linux_line(struct parser *parser, const char *line) {
        TckOops *oops = parser->oops;

        if (!*line) /* says nothing, and of these there can be most */
                return;
        if (parser->backtrace && !ends_linux_backtrace(line)) {
                read_linux_frame(oops, line);
                return;
        }
        parser->backtrace = FALSE;
        read_linux_cpu(oops, line);
        if (g_str_has_prefix(line, linux_panic))
                set_once(&oops->panic, line + strlen(linux_panic));
        else if (!oops->backtrace->len && (g_str_has_prefix(line, "RIP: ") || g_str_has_prefix(line, "pc : ")))
                set_once(&oops->ip, line + strlen("RIP: "));
        else if (!oops->backtrace->len && g_ascii_strncasecmp(line, "Call trace:", strlen("Call trace:")) == 0)
                parser->backtrace = TRUE;
        else if (g_str_has_prefix(line, "---[ end Kernel panic"))
                parser->closed = oops->over = TRUE;
        else if (g_str_has_prefix(line, "---[ end trace"))
                parser->traced = TRUE;
        else if (!oops->backtrace->len)
                read_registers(oops, line);
}

/* ---- EDK2 ---- */

static gboolean begins_edk2_oops(const char *line) {
        return g_str_has_prefix(line, "!!!! ") && strstr(line, " Exception Type - ");
}

static gboolean is_edk2_assert(const char *line) {
        return g_str_has_prefix(line, "ASSERT [") || g_str_has_prefix(line, "ASSERT_EFI_ERROR ") ||
               g_str_has_prefix(line, "ASSERT_RETURN_ERROR ");
}

/* "!!!! X64 Exception Type - 0E(#PF - Page-Fault)  CPU Apic ID - 00000000 !!!!" */
static void begin_edk2(struct parser *parser, const char *line) {
        const char *type = after(line, " Exception Type - "), *cpu = after(line, "CPU Apic ID - ");
        const char *close = type ? strchr(type, ')') : NULL;
        g_autofree char *cause = close ? g_strndup(type, (gsize) (close + 1 - type)) : g_strdup(line);
        TckOops *oops = begin(parser, "edk2", cause);

        set_once(&oops->panic, cause);
        if (cpu) {
                g_autofree char *number = g_strdup_printf("%" G_GUINT64_FORMAT, g_ascii_strtoull(cpu, NULL, 16));

                set_once(&oops->cpu, number);
        }
}

static void read_edk2_line(struct parser *parser, const char *line) {
        TckOops *oops = parser->oops;
        const char *base = after(line, "(ImageBase="), *name = after(line, "!!!! Find image based on IP(");

        if (base) {
                const char *path = name ? strstr(name, ") ") : NULL; /* "(No PDB)" if it is not told */

                oops->has_image = TRUE;
                oops->image = g_ascii_strtoull(base, NULL, 16);
                if (path && path[2] != '(' && base - path > (gssize) strlen(") (ImageBase=")) {
                        g_autofree char *image =
                                g_strstrip(g_strndup(path + 2, (gsize) (base - path) - strlen(") (ImageBase=")));

                        set_once(&oops->task, image);
                }
                parser->closed = oops->over = TRUE;
        } else if (g_str_has_prefix(line, "!!!! ")) {
                parser->closed = oops->over = TRUE;
        } else if (read_registers(oops, line) && !oops->ip) {
                for (guint i = 0; i < oops->registers->len; i++)
                        if (g_str_has_prefix(oops->registers->pdata[i], "RIP ") ||
                            g_str_has_prefix(oops->registers->pdata[i], "EIP "))
                                set_once(&oops->ip, (const char *) oops->registers->pdata[i] + strlen("RIP "));
        }
}

/* ---- our own ---- */

static void read_own_line(struct parser *parser, const char *line) {
        TckOops *oops = parser->oops;
        const char *image = after(line, "backtrace, of an image at ");

        if (image) {
                oops->has_image = TRUE;
                oops->image = g_ascii_strtoull(image, NULL, 16);
                parser->backtrace = TRUE;
        } else if (parser->backtrace && g_str_has_prefix(line, "  ")) {
                add_to(oops->backtrace, line + 2);
        } else if (g_str_has_prefix(line, "halted")) {
                parser->closed = oops->over = TRUE;
        } else {
                parser->backtrace = FALSE;
                if (g_str_has_prefix(line, "RIP ") && !oops->ip)
                        oops->ip = g_strndup(line + strlen("RIP "), strcspn(line + strlen("RIP "), " "));
                read_registers(oops, line);
        }
}

/* ---- all of it ---- */

/* What a boot begins with: of what was before it nobody is to be told. */
static gboolean begins_boot(const char *line) {
        return g_str_has_prefix(line, "Linux version ") || g_str_has_prefix(line, "SeaBIOS (version ") ||
               (g_str_has_prefix(line, "pvpanic-tck, ") && strstr(line, " probe"));
}

static void read_line(struct parser *parser, const char *line) {
        const char *own = g_str_has_prefix(line, "oops: ") ? line + strlen("oops: ") : NULL;
        const char *origin;

        parser->after += *line != '\0';
        if (begins_boot(line)) {
                g_clear_pointer(&parser->oops, tck_oops_free);
        } else if (begins_edk2_oops(line)) {
                begin_edk2(parser, line);
        } else if (is_edk2_assert(line)) {
                begin(parser, "edk2", line)->over = TRUE;
                set_once(&parser->oops->panic, line);
                parser->closed = TRUE;
        } else if (g_str_has_prefix(line, "assertion failed: ")) {
                begin(parser, "pvpanic-tck", line);
        } else if (own) {
                set_once(&begin(parser, "pvpanic-tck", own)->panic, own);
        } else if (begins_linux_oops(line)) {
                begin(parser, "linux", line);
                read_linux_line(parser, line);
        } else if (parser->oops && !parser->closed) {
                origin = parser->oops->origin;
                parser->after = 0;
                if (g_str_equal(origin, "linux"))
                        read_linux_line(parser, line);
                else if (g_str_equal(origin, "edk2"))
                        read_edk2_line(parser, line);
                else
                        read_own_line(parser, line);
        }
}

TckOops *tck_oops_parse(const char *text, gsize length) {
        const char *end = text + length;
        struct parser parser = {0};

        for (const char *line = text; line < end;) {
                const char *stop = memchr(line, '\n', (gsize) (end - line));
                gsize size = (gsize) ((stop ? stop : end) - line);
                g_autofree char *plain = size ? plain_line(line, size) : g_strdup("");

                read_line(&parser, plain);
                line += size + 1;
        }
        if (parser.oops)
                parser.oops->last = parser.after <= AFTERMATH_LINES;
        return parser.oops;
}

void tck_oops_resolve(TckOops *oops, TckSymbols *symbols) {
        guint64 bias = oops->image - tck_symbols_start(symbols);

        for (guint i = 0; oops->has_image && i < oops->backtrace->len; i++) {
                char *entry = oops->backtrace->pdata[i], *stop;
                guint64 address = g_ascii_strtoull(entry, &stop, 16);
                /* A return address is behind its call, which may be the last of its function. */
                g_autofree char *place =
                        stop == entry || *stop ? NULL : tck_symbols_describe(symbols, address - (i > 0), bias);

                if (place) {
                        oops->backtrace->pdata[i] = g_strdup_printf("%s %s", entry, place);
                        g_free(entry);
                }
        }
}

/* ---- records ---- */

JsonObject *tck_oops_to_json(const TckOops *oops) {
        g_autofree char *image = oops->has_image ? g_strdup_printf("0x%" G_GINT64_MODIFIER "x", oops->image) : NULL;
        JsonObject *object = json_object_new();

        tck_json_set_text(object, "origin", oops->origin);
        tck_json_set_text(object, "cause", oops->cause);
        tck_json_set_text(object, "panic", oops->panic);
        tck_json_set_text(object, "cpu", oops->cpu);
        tck_json_set_text(object, "task", oops->task);
        tck_json_set_text(object, "system", oops->system);
        tck_json_set_text(object, "ip", oops->ip);
        tck_json_set_text(object, "image", image);
        tck_json_set_texts(object, "registers", (const char *const *) oops->registers->pdata, oops->registers->len);
        tck_json_set_texts(object, "backtrace", (const char *const *) oops->backtrace->pdata, oops->backtrace->len);
        return object;
}

TckOops *tck_oops_from_json(JsonObject *object) {
        const char *origin = tck_json_string(object, "origin"), *image = tck_json_string(object, "image");
        TckOops *oops = oops_new(origin ? origin : "");

        oops->cause = g_strdup(tck_json_string(object, "cause"));
        oops->panic = g_strdup(tck_json_string(object, "panic"));
        oops->cpu = g_strdup(tck_json_string(object, "cpu"));
        oops->task = g_strdup(tck_json_string(object, "task"));
        oops->system = g_strdup(tck_json_string(object, "system"));
        oops->ip = g_strdup(tck_json_string(object, "ip"));
        oops->has_image = image != NULL;
        oops->image = image ? g_ascii_strtoull(image, NULL, 16) : 0;
        g_ptr_array_unref(oops->registers);
        g_ptr_array_unref(oops->backtrace);
        oops->registers = tck_json_texts(object, "registers");
        oops->backtrace = tck_json_texts(object, "backtrace");
        return oops;
}
