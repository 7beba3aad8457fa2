/* SPDX-License-Identifier: BSD-2-Clause */
#include "known.h"

#include "seen.h"
#include "table.h"

static const char file[] = "known.ini";

/* The value of `of` for firmware, which is not a layer. Its version is unknown: the symptom has to identify it. */
enum { FIRMWARE = G_MAXINT };

typedef struct {
        TckKnown told;
        TckSeen seen;
        TckLayer of;
        guint first, last;  /* of versions, inclusive */
        char *accel;        /* NULL: any */
        char *firmware;     /* NULL: any, or none */
        gboolean sometimes; /* it may pass, too */
} Known;

static TckLayer read_of(GKeyFile *table, const char *group) {
        g_autofree char *text = tck_table_text(table, group, "of");
        TckLayer layer = FIRMWARE;

        if (!g_str_equal(text, "firmware") && !tck_find_layer(text, &layer))
                tck_table_mistake(file, group, "this is neither a layer nor firmware:", text);
        return layer;
}

/* The value of a key that is one of two words. NULL if the entry has none. */
static char *read_choice(GKeyFile *table, const char *group, const char *key, const char *one, const char *other) {
        g_autofree char *text = g_key_file_has_key(table, group, key, NULL) ? tck_table_text(table, group, key) : NULL;
        g_autofree char *complaint = g_strdup_printf("%s is %s or %s, not", key, one, other);

        if (text && !g_str_equal(text, one) && !g_str_equal(text, other))
                tck_table_mistake(file, group, complaint, text);
        return g_steal_pointer(&text);
}

static gpointer read_group(G_GNUC_UNUSED const GPtrArray *before, GKeyFile *table, const char *group) {
        gboolean has_first = g_key_file_has_key(table, group, "first", NULL);
        Known *known = g_new0(Known, 1);
        g_autofree char *complaint = tck_seen_read(&known->seen, table, group);

        known->told = (TckKnown){.name = g_intern_string(group),
                                 .reason = tck_table_text(table, group, "reason"),
                                 .race = g_key_file_has_key(table, group, "race", NULL)};
        known->of = read_of(table, group);
        known->first = tck_table_version(file, table, group, "first", 0, 0);
        known->last = tck_table_version(file, table, group, "last", 99, G_MAXUINT);
        known->accel = read_choice(table, group, "accel", "tcg", "kvm");
        known->firmware = read_choice(table, group, "firmware", "edk2", "u-boot");
        known->sometimes = known->told.race || g_key_file_has_key(table, group, "sometimes", NULL);
        if (complaint)
                tck_table_mistake(file, group, "", complaint);
        if ((known->of == FIRMWARE) == has_first)
                tck_table_mistake(file, group, "first is of",
                                  has_first ? "no firmware: it tells no version" : "each entry");
        if (known->last < known->first)
                tck_table_mistake(file, group, "last is before", "first");
        return known;
}

static const GPtrArray *all_known(void) {
        static const TckTableKey keys[] = {{"cases", FALSE},  {"vms", TRUE},       {"of", FALSE},      {"first", TRUE},
                                           {"last", TRUE},    {"accel", TRUE},     {"firmware", TRUE}, {"seen", FALSE},
                                           {"reason", FALSE}, {"sometimes", TRUE}, {"race", TRUE},     {0}};
        static GPtrArray *all;

        return tck_table_entries(&all, file, keys, read_group);
}

/* Whether the versions include the one that deviates. */
static gboolean is_there(const Known *known, TckVersions versions) {
        guint version = known->of == versions.layer   ? versions.version
                        : known->of == TCK_LAYER_QEMU ? versions.qemu
                                                      : 0;

        if ((known->accel && g_strcmp0(known->accel, versions.accel) != 0) ||
            (known->firmware && g_strcmp0(known->firmware, versions.firmware) != 0))
                return FALSE;
        return known->of == FIRMWARE || (version && version >= known->first && version <= known->last);
}

const TckKnown *tck_known_find(const char *case_name, const char *vm, TckVersions versions, const char *failure) {
        const GPtrArray *all = all_known();

        for (guint i = 0; i < all->len; i++) {
                const Known *known = all->pdata[i];

                if (is_there(known, versions) && (failure || !known->sometimes) &&
                    tck_seen_has(&known->seen, case_name, vm, failure))
                        return &known->told;
        }
        return NULL;
}

void tck_known_foreach(void (*visit)(const TckKnown *known, const char *pattern, gpointer data), gpointer data) {
        const GPtrArray *all = all_known();

        for (guint i = 0; i < all->len; i++) {
                const Known *known = all->pdata[i];

                for (char **pattern = known->seen.cases; *pattern; pattern++)
                        visit(&known->told, *pattern, data);
        }
}
