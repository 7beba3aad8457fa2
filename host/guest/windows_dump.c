/* SPDX-License-Identifier: BSD-2-Clause */
#include "windows_dump.h"

#include <string.h>

#include "date.h"
#include "error.h"

/* Offsets of fields. Numbers have 4 bytes; parameters and addresses have `word` bytes, times 8. */
typedef struct {
        const char *valid; /* the four bytes after "PAGE" */
        guint bits, word;
        gsize machine, cpus, code, parameters, directory, debugger, kind, time, uptime, comment, attributes;
} Layout;

enum { MAJOR = 0x8, MINOR = 0xc, COMMENT_SIZE = 128 };

static const Layout layouts[] = {
        {"DU64", 64, 8, 0x30, 0x34, 0x38, 0x40, 0x10, 0x80, 0xf98, 0xfa8, 0x1030, 0xfb0, 0x1050},
        {"DUMP", 32, 4, 0x20, 0x24, 0x28, 0x2c, 0x10, 0x60, 0xf88, 0xfc0, 0xfb8, 0x820, 0x8a0},
};

/* Bits of the attributes. */
enum { LIVE_DUMP = 1 << 4, WRITTEN_OFFLINE = 1 << 5 };

static const Layout *find_layout(const guint8 beginning[TCK_WINDOWS_SIGNATURE]) {
        if (memcmp(beginning, "PAGE", 4) != 0)
                return NULL;
        for (gsize i = 0; i < G_N_ELEMENTS(layouts); i++)
                if (memcmp(beginning + 4, layouts[i].valid, 4) == 0)
                        return layouts + i;
        return NULL;
}

gboolean tck_windows_dump_is_one(const guint8 beginning[TCK_WINDOWS_SIGNATURE]) {
        return find_layout(beginning) != NULL;
}

/* ---- numbers ---- */

typedef struct {
        const guint8 *bytes;
        gsize length;
} Header;

static TckWindowsNumber number(const Header *header, gsize offset, gsize size) {
        static const char fill[] = {'P', 'A', 'G', 'E', 'P', 'A', 'G', 'E'};
        guint64 value = 0;

        if (offset > header->length || size > header->length - offset ||
            memcmp(header->bytes + offset, fill, size) == 0)
                return (TckWindowsNumber){0};
        memcpy(&value, header->bytes + offset, size);
        return (TckWindowsNumber){TRUE, GUINT64_FROM_LE(value)};
}

static TckWindowsNumber not_zero(TckWindowsNumber known) {
        return known.value ? known : (TckWindowsNumber){0};
}

/* ---- meanings ---- */

static char *describe_kind(TckWindowsNumber kind) {
        static const char *const kinds[] = {[1] = "complete memory dump",
                                            [2] = "kernel memory dump",
                                            [3] = "header only",
                                            [4] = "small memory dump (minidump)",
                                            [5] = "complete memory dump, with a bitmap of its pages",
                                            [6] = "kernel memory dump, with a bitmap of its pages",
                                            [7] = "automatic memory dump"};

        if (!kind.known)
                return NULL;
        if (kind.value < G_N_ELEMENTS(kinds) && kinds[kind.value])
                return g_strdup(kinds[kind.value]);
        return g_strdup_printf("dump of unknown type %" G_GUINT64_FORMAT, kind.value);
}

static char *describe_machine(TckWindowsNumber machine) {
        static const struct {
                guint64 number;
                const char *name;
        } machines[] = {{0x8664, "x64"}, {0x14c, "x86"}, {0xaa64, "ARM64"}, {0x1c4, "ARM"}, {0x200, "Itanium"}};

        if (!machine.known)
                return NULL;
        for (gsize i = 0; i < G_N_ELEMENTS(machines); i++)
                if (machines[i].number == machine.value)
                        return g_strdup(machines[i].name);
        return g_strdup_printf("unknown machine 0x%" G_GINT64_MODIFIER "x", machine.value);
}

/* A time in units of 100 ns since 1601. Times outside this century and the last one count as missing. */
static GDateTime *describe_time(TckWindowsNumber time) {
        const guint64 epoch = G_GUINT64_CONSTANT(116444736000000000), units = 10;

        if (!time.known || time.value < epoch || (time.value - epoch) / units / G_USEC_PER_SEC > G_MAXUINT32)
                return NULL;
        return tck_date_new((gint64) ((time.value - epoch) / units));
}

static gint64 describe_uptime(TckWindowsNumber uptime) {
        const guint64 units = 10 * G_USEC_PER_SEC;

        return uptime.known && uptime.value / units <= G_MAXUINT32 ? (gint64) (uptime.value / units) : -1;
}

static char *describe_comment(const Header *header, gsize offset) {
        g_autofree char *text = NULL;

        if (!not_zero(number(header, offset, 4)).known || COMMENT_SIZE > header->length - offset)
                return NULL;
        text = g_strndup((const char *) header->bytes + offset, COMMENT_SIZE);
        g_strchomp(text);
        return *text ? g_utf8_make_valid(text, -1) : NULL;
}

/* ---- the header ---- */

static void read_header(TckWindowsDump *dump, const Header *header, const Layout *layout) {
        TckWindowsNumber attributes = number(header, layout->attributes, 4);

        dump->bits = layout->bits;
        dump->code = not_zero(number(header, layout->code, 4));
        for (guint i = 0; i < TCK_WINDOWS_PARAMETERS; i++)
                dump->parameters[i] = number(header, layout->parameters + i * layout->word, layout->word);
        dump->build = number(header, MINOR, 4);
        dump->cpus = number(header, layout->cpus, 4);
        dump->directory = not_zero(number(header, layout->directory, layout->word));
        dump->debugger = not_zero(number(header, layout->debugger, layout->word));
        dump->checked = number(header, MAJOR, 4).value == 0xc;
        dump->live = dump->code.value == TCK_WINDOWS_LIVE || attributes.value & LIVE_DUMP;
        dump->offline = (attributes.value & WRITTEN_OFFLINE) != 0;
        dump->kind = describe_kind(number(header, layout->kind, 4));
        dump->machine = describe_machine(number(header, layout->machine, 4));
        dump->time = describe_time(number(header, layout->time, 8));
        dump->uptime = describe_uptime(number(header, layout->uptime, 8));
        dump->comment = describe_comment(header, layout->comment);
}

TckWindowsDump *tck_windows_dump_new(const guint8 *bytes, gsize length, GError **error) {
        const Layout *layout = length >= TCK_WINDOWS_SIGNATURE ? find_layout(bytes) : NULL;
        const Header header = {bytes, MIN(length, TCK_WINDOWS_HEADER)};
        TckWindowsDump *dump;

        if (!layout) {
                tck_error_set(error, TCK_ERROR_PROTOCOL, "it is not the header of a Windows dump");
                return NULL;
        }
        dump = g_new0(TckWindowsDump, 1);
        read_header(dump, &header, layout);
        return dump;
}

void tck_windows_dump_free(TckWindowsDump *dump) {
        if (!dump)
                return;
        g_free(dump->kind);
        g_free(dump->machine);
        g_clear_pointer(&dump->time, g_date_time_unref);
        g_free(dump->comment);
        g_free(dump);
}

/* ---- as text and JSON ---- */

JsonObject *tck_windows_dump_info(const TckWindowsDump *dump) {
        static const char *const members[] = {"arg2", "arg3", "arg4", "arg5"};
        JsonObject *info;

        if (!dump->code.known)
                return NULL;
        info = json_object_new();
        json_object_set_string_member(info, "type", "hyper-v");
        json_object_set_int_member(info, "arg1", (gint64) dump->code.value);
        for (guint i = 0; i < TCK_WINDOWS_PARAMETERS; i++)
                if (dump->parameters[i].known)
                        json_object_set_int_member(info, members[i], (gint64) dump->parameters[i].value);
        return info;
}

char *tck_windows_dump_system(const TckWindowsDump *dump) {
        GString *text = g_string_new("Windows");

        if (dump->build.known)
                g_string_append_printf(text, " build %" G_GUINT64_FORMAT, dump->build.value);
        if (dump->checked)
                g_string_append(text, " (checked)");
        if (dump->machine)
                g_string_append_printf(text, ", %s", dump->machine);
        if (dump->cpus.known)
                g_string_append_printf(text, ", %" G_GUINT64_FORMAT " CPU%s", dump->cpus.value,
                                       dump->cpus.value == 1 ? "" : "s");
        return g_string_free(text, FALSE);
}
