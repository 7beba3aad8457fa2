/* SPDX-License-Identifier: BSD-2-Clause */
#include "profile.h"

#include <string.h>

#include "channel.h"
#include "pvpanic.h"
#include "registry.h"
#include "table.h"

static const char file[] = "profiles.ini";

/* A pattern of cases in a list of demands. */
typedef struct {
        gboolean not ;
        char *cases, *vms; /* vms: NULL for all */
} Demand;

static const TckProfile none = {.name = "none"};

/* ---- reading ---- */

/* The keys of demands: the channels that a VM can have, and two others: "acpi", the way through ACPI, and "host", what the hypervisor does
 * whatever the channel. NULL-terminated. */
static const char *const *channels(void) {
        static const char **names;

        if (g_once_init_enter(&names)) {
                GPtrArray *list = g_ptr_array_new();

                for (guint i = 0; i < tck_all_channels()->len; i++) {
                        const TckChannel *channel = tck_all_channels()->pdata[i];

                        if (channel->device || channel->cpu || channel->always)
                                g_ptr_array_add(list, (gpointer) channel->name);
                }
                g_ptr_array_add(list, (gpointer) "acpi");
                g_ptr_array_add(list, (gpointer) "host");
                g_ptr_array_add(list, NULL);
                g_once_init_leave(&names, (const char **) g_ptr_array_free(list, FALSE));
        }
        return names;
}

static const char *key_of(const char *prefix, const char *channel, const char *suffix) {
        g_autofree char *key = g_strconcat(prefix, channel, suffix, NULL);

        return g_intern_string(key);
}

static void read_bits(TckProfile *profile, GKeyFile *table, const char *group, const char *key) {
        g_autofree char *text = tck_table_text(table, group, key);
        guint64 value;

        if (!text)
                return;
        if (!g_ascii_string_to_unsigned(text, 10, 0, PVPANIC_KNOWN_BITS, &value, NULL))
                tck_table_mistake(file, group, "these are not bits:", text);
        g_hash_table_replace(profile->bits, (gpointer) key, GUINT_TO_POINTER((guint) value));
}

static TckLayer read_layer(GKeyFile *table, const char *group) {
        g_autofree char *text = tck_table_text(table, group, "hypervisor");
        TckLayer layer;

        if (!tck_find_layer(text, &layer))
                tck_table_mistake(file, group, "there is no hypervisor", text);
        return layer;
}

static Demand *demand_new(const char *group, const char *text) {
        Demand *demand = g_new0(Demand, 1);
        g_auto(GStrv) parts = g_strsplit(text, "@", -1);

        demand->not = *parts[0] == '!';
        demand->cases = g_strdup(parts[0] + demand->not );
        demand->vms = g_strdup(parts[1]);
        if (!*demand->cases || (parts[1] && (!*parts[1] || parts[2])))
                tck_table_mistake(file, group, "this is not a pattern:", text);
        return demand;
}

static void read_demands(TckProfile *profile, GKeyFile *table, const char *group) {
        for (guint c = 0; channels()[c]; c++) {
                g_auto(GStrv) list = tck_table_list(table, group, key_of("must-pass-", channels()[c], ""));

                for (guint i = 0; list && list[i]; i++)
                        g_ptr_array_add(profile->demands[c], demand_new(group, list[i]));
                read_bits(profile, table, group, key_of("", channels()[c], "-bits"));
                read_bits(profile, table, group, key_of("compat-", channels()[c], "-bits"));
        }
}

static void copy_bits(gpointer key, gpointer bits, gpointer table) {
        g_hash_table_replace(table, key, bits);
}

/* Begins a profile with a copy of its base, which has to precede it in the file. */
static TckProfile *begin(const GPtrArray *before, GKeyFile *table, const char *group) {
        g_autofree char *base = tck_table_text(table, group, "base");
        const TckProfile *like = tck_registry_find(before, base);
        TckProfile *profile = like ? g_memdup2(like, sizeof *like) : g_new0(TckProfile, 1);
        guint count = g_strv_length((char **) channels());

        if (base && !like)
                tck_table_mistake(file, group, "no profile above it has the name", base);
        profile->bits = g_hash_table_new(g_str_hash, g_str_equal);
        if (like)
                g_hash_table_foreach(like->bits, copy_bits, profile->bits);
        profile->demands = g_new(GPtrArray *, count);
        for (guint c = 0; c < count; c++)
                profile->demands[c] = like ? g_ptr_array_copy(like->demands[c], NULL, NULL) : g_ptr_array_new();
        return profile;
}

static gboolean says_of_old(const TckProfile *profile) {
        for (guint c = 0; channels()[c]; c++)
                if (g_hash_table_contains(profile->bits, key_of("compat-", channels()[c], "-bits")))
                        return TRUE;
        return FALSE;
}

static gpointer read_profile(const GPtrArray *before, GKeyFile *table, const char *group) {
        TckProfile *profile = begin(before, table, group);

        profile->name = g_intern_string(group);
        profile->layer = read_layer(table, group);
        profile->accel = tck_table_text(table, group, "accel");
        profile->first = tck_table_version(file, table, group, "first", 0, 0);
        profile->last = tck_table_version(file, table, group, "last", 99, G_MAXUINT);
        profile->compat_last = tck_table_version(file, table, group, "compat-last", 0, profile->compat_last);
        read_demands(profile, table, group);
        if (g_key_file_has_key(table, group, "machines", NULL))
                profile->machines = tck_table_list(table, group, "machines");
        if (profile->last < profile->first)
                tck_table_mistake(file, group, "last is before", "first");
        if (says_of_old(profile) != (profile->compat_last != 0))
                tck_table_mistake(file, group, "compat-CHANNEL-bits and compat-last", "go together");
        if (g_str_equal(group, none.name))
                tck_table_mistake(file, group, "this name is reserved for", "the profile that demands nothing");
        return profile;
}

static const TckTableKey *keys(void) {
        static const TckTableKey own[] = {{"hypervisor", FALSE}, {"accel", FALSE}, {"first", FALSE},
                                          {"last", TRUE},        {"base", TRUE},   {"machines", TRUE},
                                          {"compat-last", TRUE}};
        static TckTableKey *all;

        if (g_once_init_enter(&all)) {
                GArray *list = g_array_new(TRUE, FALSE, sizeof(TckTableKey));

                g_array_append_vals(list, own, G_N_ELEMENTS(own));
                for (guint c = 0; channels()[c]; c++) {
                        const TckTableKey of_channel[] = {{key_of("must-pass-", channels()[c], ""), TRUE},
                                                          {key_of("", channels()[c], "-bits"), TRUE},
                                                          {key_of("compat-", channels()[c], "-bits"), TRUE}};

                        const TckChannel *channel = tck_find_channel(channels()[c]);

                        g_array_append_vals(list, of_channel, channel && !channel->always ? 3 : 1);
                }
                g_once_init_leave(&all, (TckTableKey *) (gpointer) g_array_free(list, FALSE));
        }
        return all;
}

/* ---- finding one ---- */

const GPtrArray *tck_all_profiles(void) {
        static GPtrArray *profiles;

        return tck_table_entries(&profiles, file, keys(), read_profile);
}

const TckProfile *tck_profile_for(TckLayer layer, guint version, const char *accel) {
        const GPtrArray *profiles = tck_all_profiles();

        for (guint i = 0; i < profiles->len; i++) {
                const TckProfile *candidate = profiles->pdata[i];

                if (candidate->layer == layer && version >= candidate->first && version <= candidate->last &&
                    g_str_equal(candidate->accel, accel))
                        return candidate;
        }
        return &none;
}

const TckProfile *tck_find_profile(const char *name) {
        return g_str_equal(name, none.name) ? &none : tck_registry_find(tck_all_profiles(), name);
}

/* ---- what it says ---- */

char *tck_profile_names(TckLayer layer) {
        const GPtrArray *profiles = tck_all_profiles();
        g_autoptr(GString) names = g_string_new(NULL);

        for (guint i = 0; i < profiles->len; i++) {
                const TckProfile *profile = profiles->pdata[i];

                if (profile->layer == layer)
                        g_string_append_printf(names, "%s, ", profile->name);
        }
        g_string_append(names, none.name);
        return g_strdup(names->str);
}

char *tck_profile_about(const TckProfile *profile) {
        const char *what = tck_layer_kind(profile->layer)->title;
        guint first = profile->first / 100, last = profile->last / 100;

        if (profile == &none)
                return g_strdup("any hypervisor; it demands nothing");
        if (profile->last == G_MAXUINT)
                return g_strdup_printf("%s from %u.%u on, %s", what, first / 100, first % 100, profile->accel);
        if (first == last)
                return g_strdup_printf("%s %u.%u, %s", what, first / 100, first % 100, profile->accel);
        return g_strdup_printf("%s from %u.%u to %u.%u, %s", what, first / 100, first % 100, last / 100, last % 100,
                               profile->accel);
}

gboolean tck_profile_concerns(const TckProfile *profile, TckLayer layer) {
        return profile == &none || profile->layer == layer;
}

static gboolean matches(const Demand *demand, const char *case_name, const char *vm) {
        return tck_case_matches(case_name, demand->cases) && (!demand->vms || g_pattern_match_simple(demand->vms, vm));
}

const char *tck_profile_demands(const TckProfile *profile, const char *case_name, const char *vm) {
        for (guint c = 0; profile->demands && channels()[c]; c++)
                for (guint i = profile->demands[c]->len; i > 0; i--) {
                        const Demand *demand = profile->demands[c]->pdata[i - 1];

                        if (!matches(demand, case_name, vm))
                                continue;
                        if (!demand->not )
                                return channels()[c];
                        break;
                }
        return NULL;
}

void tck_profiles_foreach_pattern(void (*visit)(const TckProfile *profile, const char *pattern, gpointer data),
                                  gpointer data) {
        const GPtrArray *profiles = tck_all_profiles();

        for (guint i = 0; i < profiles->len; i++) {
                const TckProfile *profile = profiles->pdata[i];

                for (guint c = 0; channels()[c]; c++)
                        for (guint d = 0; d < profile->demands[c]->len; d++)
                                visit(profile, ((const Demand *) profile->demands[c]->pdata[d])->cases, data);
        }
}

gboolean tck_profile_needs_machine(const TckProfile *profile, const char *machine) {
        return profile->machines && g_strv_contains((const char *const *) profile->machines, machine);
}

/* The version at the end of a name, "pc-i440fx-5.1", "pc-q35-2.4.1". FALSE if it has none, like the alias of the newest. */
static gboolean machine_version(const char *machine_type, guint *ret_version) {
        const char *dash = strrchr(machine_type, '-');

        return dash && tck_version_parse(dash + 1, 0, ret_version);
}

gboolean tck_profile_is_old(const TckProfile *profile, const char *machine_type) {
        guint version;

        return profile->compat_last && machine_version(machine_type, &version) && version <= profile->compat_last;
}

gboolean tck_profile_bits(const TckProfile *profile, const char *channel, const char *machine_type, guint *ret_bits) {
        gpointer bits = NULL;
        gboolean said =
                profile->bits &&
                ((tck_profile_is_old(profile, machine_type) &&
                  g_hash_table_lookup_extended(profile->bits, key_of("compat-", channel, "-bits"), NULL, &bits)) ||
                 g_hash_table_lookup_extended(profile->bits, key_of("", channel, "-bits"), NULL, &bits));

        *ret_bits = GPOINTER_TO_UINT(bits);
        return said;
}
