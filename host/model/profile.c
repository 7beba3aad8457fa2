/* SPDX-License-Identifier: BSD-2-Clause */
#include "profile.h"

#include <string.h>

#include "pvpanic.h"
#include "table.h"

static const char file[] = "profiles.ini";

enum { CHANNELS = 4 };

static const struct {
        const char *name, *key;
} channels[CHANNELS] = {
        {"isa", "must-pass-isa"}, {"pci", "must-pass-pci"}, {"acpi", "must-pass-acpi"}, {"host", "must-pass-host"}};

/* A value that may be left out: to the base, or for good. */
typedef struct {
        gboolean there;
        guint value;
} Number;

/* A pattern of a list. */
typedef struct {
        gboolean not ;
        char *cases, *vms; /* vms: NULL for all */
} Demand;

struct TckProfile {
        const char *name;
        TckLayer layer;
        const char *accel;
        guint first, last; /* versions, both included */
        char **machines;   /* those that have to be there */
        Number isa_bits, pci_bits, compat_isa_bits, compat_last;
        GPtrArray *demands[CHANNELS]; /* Demand *, the base's before its own */
};

static const TckProfile none = {.name = "none"};

/* ---- reading ---- */

G_NORETURN static void mistake(const char *group, const char *what, const char *value) {
        g_error("docs/%s, [%s]: %s %s", file, group, what, value);
}

static Number read_bits(GKeyFile *table, const char *group, const char *key) {
        g_autofree char *text = tck_table_text(table, group, key);
        guint64 value;

        if (!text)
                return (Number){0};
        if (!g_ascii_string_to_unsigned(text, 10, 0, PVPANIC_KNOWN_BITS, &value, NULL))
                mistake(group, "these are not bits:", text);
        return (Number){TRUE, (guint) value};
}

static Number read_version(GKeyFile *table, const char *group, const char *key, guint rest) {
        g_autofree char *text = tck_table_text(table, group, key);
        guint version;

        if (!text)
                return (Number){0};
        if (!tck_version_parse(text, rest, &version))
                mistake(group, "this is not a version:", text);
        return (Number){TRUE, version};
}

static TckLayer read_layer(GKeyFile *table, const char *group) {
        g_autofree char *text = tck_table_text(table, group, "hypervisor");

        TckLayer layer;

        if (tck_find_layer(text, &layer))
                return layer;
        mistake(group, "there is no hypervisor", text);
}

static Demand *demand_new(const char *group, const char *text) {
        Demand *demand = g_new0(Demand, 1);
        g_auto(GStrv) parts = g_strsplit(text, "@", -1);

        demand->not = *parts[0] == '!';
        demand->cases = g_strdup(parts[0] + demand->not );
        demand->vms = g_strdup(parts[1]);
        if (!*demand->cases || (parts[1] && (!*parts[1] || parts[2])))
                mistake(group, "this is not a pattern:", text);
        return demand;
}

static void read_demands(TckProfile *profile, GKeyFile *table, const char *group) {
        for (guint c = 0; c < CHANNELS; c++) {
                g_auto(GStrv) list = tck_table_list(table, group, channels[c].key);

                if (!profile->demands[c])
                        profile->demands[c] = g_ptr_array_new();
                for (guint i = 0; list && list[i]; i++)
                        g_ptr_array_add(profile->demands[c], demand_new(group, list[i]));
        }
}

static const TckProfile *find(const GPtrArray *profiles, const char *name) {
        for (guint i = 0; i < profiles->len; i++) {
                const TckProfile *candidate = profiles->pdata[i];

                if (g_str_equal(candidate->name, name))
                        return candidate;
        }
        return NULL;
}

/* Begins with what the base has, which is above it in the file. */
static TckProfile *begin(const GPtrArray *before, GKeyFile *table, const char *group) {
        g_autofree char *base = tck_table_text(table, group, "base");
        const TckProfile *like = base ? find(before, base) : NULL;
        TckProfile *profile = g_new0(TckProfile, 1);

        if (base && !like)
                mistake(group, "above it there is no profile", base);
        if (!like)
                return profile;
        *profile = *like;
        for (guint c = 0; c < CHANNELS; c++)
                profile->demands[c] = g_ptr_array_copy(like->demands[c], NULL, NULL);
        return profile;
}

static void take(Number *number, Number own) {
        if (own.there)
                *number = own;
}

static TckProfile *read_profile(const GPtrArray *before, GKeyFile *table, const char *group) {
        TckProfile *profile = begin(before, table, group);
        Number last = read_version(table, group, "last", 99);

        profile->name = g_intern_string(group);
        profile->layer = read_layer(table, group);
        profile->accel = tck_table_text(table, group, "accel");
        profile->first = read_version(table, group, "first", 0).value;
        profile->last = last.there ? last.value : G_MAXUINT;
        take(&profile->isa_bits, read_bits(table, group, "isa-bits"));
        take(&profile->pci_bits, read_bits(table, group, "pci-bits"));
        take(&profile->compat_isa_bits, read_bits(table, group, "compat-isa-bits"));
        take(&profile->compat_last, read_version(table, group, "compat-last", 0));
        read_demands(profile, table, group);
        if (g_key_file_has_key(table, group, "machines", NULL))
                profile->machines = tck_table_list(table, group, "machines");
        if (profile->last < profile->first)
                mistake(group, "last is before", "first");
        if (profile->compat_isa_bits.there != profile->compat_last.there)
                mistake(group, "compat-isa-bits and compat-last", "go together");
        if (g_str_equal(group, none.name))
                mistake(group, "this name is taken by", "what demands nothing");
        return profile;
}

static const GPtrArray *read_profiles(void) {
        static const TckTableKey keys[] = {{"hypervisor", FALSE},
                                           {"accel", FALSE},
                                           {"first", FALSE},
                                           {"last", TRUE},
                                           {"base", TRUE},
                                           {"machines", TRUE},
                                           {"must-pass-isa", TRUE},
                                           {"must-pass-pci", TRUE},
                                           {"must-pass-acpi", TRUE},
                                           {"must-pass-host", TRUE},
                                           {"isa-bits", TRUE},
                                           {"pci-bits", TRUE},
                                           {"compat-isa-bits", TRUE},
                                           {"compat-last", TRUE},
                                           {0}};
        g_autoptr(GKeyFile) table = tck_table_of_resource(file, keys);
        g_auto(GStrv) groups = g_key_file_get_groups(table, NULL);
        GPtrArray *profiles = g_ptr_array_new();

        for (char **group = groups; *group; group++)
                g_ptr_array_add(profiles, read_profile(profiles, table, *group));
        return profiles;
}

/* ---- finding one ---- */

const GPtrArray *tck_all_profiles(void) {
        static const GPtrArray *profiles;
        static gsize once;

        if (g_once_init_enter(&once)) {
                profiles = read_profiles();
                g_once_init_leave(&once, 1);
        }
        return profiles;
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
        return g_str_equal(name, none.name) ? &none : find(tck_all_profiles(), name);
}

/* ---- what it says ---- */

const char *tck_profile_name(const TckProfile *profile) {
        return profile->name;
}

char *tck_profile_names(TckLayer layer) {
        const GPtrArray *profiles = tck_all_profiles();
        g_autoptr(GString) names = g_string_new(NULL);

        for (guint i = 0; i < profiles->len; i++)
                if (tck_profile_concerns(profiles->pdata[i], layer))
                        g_string_append_printf(names, "%s, ", tck_profile_name(profiles->pdata[i]));
        g_string_append(names, none.name);
        return g_strdup(names->str);
}

char *tck_profile_about(const TckProfile *profile) {
        const char *what = tck_layer_kind(profile->layer)->title;
        guint first = profile->first / 100, last = profile->last / 100;

        if (tck_profile_is_none(profile))
                return g_strdup("any hypervisor; it demands nothing");
        if (profile->last == G_MAXUINT)
                return g_strdup_printf("%s from %u.%u on, %s", what, first / 100, first % 100, profile->accel);
        if (first == last)
                return g_strdup_printf("%s %u.%u, %s", what, first / 100, first % 100, profile->accel);
        return g_strdup_printf("%s from %u.%u to %u.%u, %s", what, first / 100, first % 100, last / 100, last % 100,
                               profile->accel);
}

gboolean tck_profile_is_none(const TckProfile *profile) {
        return profile == &none;
}

TckLayer tck_profile_layer(const TckProfile *profile) {
        return profile->layer;
}

gboolean tck_profile_concerns(const TckProfile *profile, TckLayer layer) {
        return tck_profile_is_none(profile) || profile->layer == layer;
}

static gboolean matches(const Demand *demand, const char *case_name, const char *vm) {
        return tck_case_matches(case_name, demand->cases) && (!demand->vms || g_pattern_match_simple(demand->vms, vm));
}

const char *tck_profile_demands(const TckProfile *profile, const char *case_name, const char *vm) {
        for (guint c = 0; c < CHANNELS && profile->demands[c]; c++)
                for (guint i = profile->demands[c]->len; i > 0; i--) {
                        const Demand *demand = profile->demands[c]->pdata[i - 1];

                        if (!matches(demand, case_name, vm))
                                continue;
                        if (!demand->not )
                                return channels[c].name;
                        break;
                }
        return NULL;
}

void tck_profiles_foreach_pattern(void (*visit)(const TckProfile *profile, const char *pattern, gpointer data),
                                  gpointer data) {
        const GPtrArray *profiles = tck_all_profiles();

        for (guint i = 0; i < profiles->len; i++) {
                const TckProfile *profile = profiles->pdata[i];

                for (guint c = 0; c < CHANNELS; c++)
                        for (guint d = 0; d < profile->demands[c]->len; d++)
                                visit(profile, ((const Demand *) profile->demands[c]->pdata[d])->cases, data);
        }
}

gboolean tck_profile_needs_machine(const TckProfile *profile, const char *machine) {
        return profile->machines && g_strv_contains((const char *const *) profile->machines, machine);
}

/* The version at the end of a name, "pc-i440fx-5.1", "pc-q35-2.4.1"; FALSE if it has none, as that of the newest. */
static gboolean machine_version(const char *machine_type, guint *ret_version) {
        const char *dash = strrchr(machine_type, '-');

        return dash && tck_version_parse(dash + 1, 0, ret_version);
}

gboolean tck_profile_is_old(const TckProfile *profile, const char *machine_type) {
        guint version;

        return profile->compat_last.there && machine_version(machine_type, &version) &&
               version <= profile->compat_last.value;
}

gboolean tck_profile_bits(const TckProfile *profile, const char *channel, const char *machine_type, guint *ret_bits) {
        gboolean isa = g_str_equal(channel, "isa");
        Number bits = isa ? profile->isa_bits : profile->pci_bits;

        if (isa && tck_profile_is_old(profile, machine_type))
                bits = profile->compat_isa_bits;
        *ret_bits = bits.value;
        return bits.there;
}
