/* SPDX-License-Identifier: BSD-2-Clause */
#include "known.h"

#include "case.h"
#include "seen.h"
#include "table.h"

static const char file[] = "known.ini";

/* What deviates. Firmware tells no version: what was seen has to name it. */
typedef enum { OF_QEMU, OF_LIBVIRT, OF_FIRMWARE, OFS } Of;

static const char *const of_names[OFS] = {[OF_QEMU] = "qemu", [OF_LIBVIRT] = "libvirt", [OF_FIRMWARE] = "firmware"};

typedef struct {
        const char *name;
        char **cases, **vms; /* patterns; vms: NULL for all */
        char *seen, *reason;
        Of of;
        guint first, last; /* versions, both included */
} Known;

G_NORETURN static void mistake(const char *group, const char *what, const char *value) {
        g_error("docs/%s, [%s]: %s%s%s", file, group, what, *what ? " " : "", value);
}

static Of read_of(GKeyFile *table, const char *group) {
        g_autofree char *text = tck_table_text(table, group, "of");

        for (Of of = 0; of < OFS; of++)
                if (g_str_equal(text, of_names[of]))
                        return of;
        mistake(group, "nothing deviates that is called", text);
}

static guint read_version(GKeyFile *table, const char *group, const char *key, guint rest, guint otherwise) {
        g_autofree char *text = tck_table_text(table, group, key);
        guint version;

        if (!text)
                return otherwise;
        if (!tck_version_parse(text, rest, &version))
                mistake(group, "this is not a version:", text);
        return version;
}

/* What a FAIL says of itself, both halves of it: one of them alone would hide what the case does wrong. */
static char *read_seen(GKeyFile *table, const char *group) {
        char *seen = tck_table_text(table, group, "seen");
        g_autofree char *complaint = tck_seen_complaint(seen);

        if (complaint)
                mistake(group, "", complaint);
        return seen;
}

static Known *read_group(GKeyFile *table, const char *group) {
        g_autofree char *first = tck_table_text(table, group, "first");
        Known *known = g_new0(Known, 1);

        known->name = g_intern_string(group);
        known->cases = tck_table_list(table, group, "cases");
        known->vms = tck_table_list(table, group, "vms");
        known->reason = tck_table_text(table, group, "reason");
        known->seen = read_seen(table, group);
        known->of = read_of(table, group);
        known->first = read_version(table, group, "first", 0, 0);
        known->last = read_version(table, group, "last", 99, G_MAXUINT);
        if ((known->of == OF_FIRMWARE) == (first != NULL))
                mistake(group, "first is of", first ? "no firmware: it tells no version" : "each entry");
        if (known->last < known->first)
                mistake(group, "last is before", "first");
        return known;
}

static GPtrArray *read_all(void) {
        static const TckTableKey keys[] = {{"cases", FALSE}, {"vms", TRUE},   {"of", FALSE},     {"first", TRUE},
                                           {"last", TRUE},   {"seen", FALSE}, {"reason", FALSE}, {0}};
        g_autoptr(GKeyFile) table = tck_table_of_resource(file, keys);
        g_auto(GStrv) groups = g_key_file_get_groups(table, NULL);
        GPtrArray *all = g_ptr_array_new();

        for (char **group = groups; *group; group++)
                g_ptr_array_add(all, read_group(table, *group));
        return all;
}

static const GPtrArray *all_known(void) {
        static gsize once;
        static GPtrArray *all;

        if (g_once_init_enter(&once)) {
                all = read_all();
                g_once_init_leave(&once, 1);
        }
        return all;
}

/* ---- looking up ---- */

static gboolean matches_any(const char *name, char **patterns) {
        for (; *patterns; patterns++)
                if (tck_case_matches(name, *patterns))
                        return TRUE;
        return FALSE;
}

/* Whether what deviates is there, in one of these versions. */
static gboolean is_there(const Known *known, TckVersions versions) {
        guint version = known->of == OF_LIBVIRT ? versions.libvirt : versions.qemu;

        return known->of == OF_FIRMWARE || (version && version >= known->first && version <= known->last);
}

const char *tck_known_reason(const char *case_name, const char *vm, TckVersions versions, const char *failure) {
        const GPtrArray *all = all_known();

        for (guint i = 0; i < all->len; i++) {
                const Known *known = all->pdata[i];

                if (is_there(known, versions) && matches_any(case_name, known->cases) &&
                    (!known->vms || matches_any(vm, known->vms)) &&
                    (!failure || tck_seen_matches(known->seen, failure)))
                        return known->reason;
        }
        return NULL;
}

void tck_known_foreach(void (*visit)(const char *entry, const char *pattern, const char *reason, gpointer data),
                       gpointer data) {
        const GPtrArray *all = all_known();

        for (guint i = 0; i < all->len; i++) {
                const Known *known = all->pdata[i];

                for (char **pattern = known->cases; *pattern; pattern++)
                        visit(known->name, *pattern, known->reason, data);
        }
}
