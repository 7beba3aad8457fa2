/* SPDX-License-Identifier: BSD-2-Clause */
#include "values.h"

#include "pvpanic.h"

guint values_advertised(Tck *t) {
        guint64 read = tck_read_port(t);
        guint expected = tck_expected_bits(t, "isa", read);

        tck_expect_number(t, "the advertised bits", read, expected);
        return expected;
}

guint values_bits(guint value, guint advertised) {
        return (guint) __builtin_popcount(value & advertised & PVPANIC_KNOWN_BITS);
}

Values values_unadvertised(guint bits, guint advertised) {
        Values values = {0};

        for (guint bit = 1; bit <= 0x80; bit <<= 1)
                values.has[bit] = (bits & ~advertised & bit) != 0;
        return values;
}

Values values_between(guint first, guint last, guint advertised, guint bits_min, guint bits_max) {
        Values values = {0};

        for (guint value = first; value <= last; value++) {
                guint bits = values_bits(value, advertised);
                gboolean ends = (value & advertised & PVPANIC_KNOWN_BITS) == PVPANIC_SHUTDOWN;

                values.has[value] = bits >= bits_min && bits <= bits_max && !ends;
        }
        return values;
}

static void start_port(Tck *t, G_GNUC_UNUSED gconstpointer data, guint value) {
        tck_start_write_port(t, value);
}

const ValuesWay values_by_port = {.start = start_port};

/* The events of a guest that goes on, according to the bit that takes precedence. */
static const char *expected_events(guint value, guint advertised) {
        guint bits = value & advertised;

        if (bits & PVPANIC_PANICKED)
                return "GUEST_PANICKED {\"action\":\"run\"}";
        return bits & PVPANIC_CRASH_LOADED ? "GUEST_CRASHLOADED {\"action\":\"run\"}" : "";
}

/* Values with the same effect, and that effect, as tck_take_events() describes it. */
typedef struct {
        char *events;
        GString *values;
} Group;

static void group_free(gpointer data) {
        Group *group = data;

        g_free(group->events);
        g_string_free(group->values, TRUE);
        g_free(group);
}

static void note(GPtrArray *groups, const char *events, guint value) {
        Group *group = NULL;

        for (guint i = 0; i < groups->len && !group; i++) {
                Group *candidate = groups->pdata[i];

                if (g_str_equal(candidate->events, events))
                        group = candidate;
        }
        if (!group) {
                group = g_new0(Group, 1);
                group->events = g_strdup(events);
                group->values = g_string_new(NULL);
                g_ptr_array_add(groups, group);
        }
        g_string_append_printf(group->values, " %#x", value);
}

/* Writes one of the values. FALSE if the guest cannot go on. */
static gboolean try_one(Tck *t, guint value, guint advertised, const ValuesWay *way, GPtrArray *groups) {
        g_autofree char *events = NULL;
        gboolean finished;

        if (value & PVPANIC_SHUTDOWN && !tck_spec(t)->no_shutdown)
                tck_may_end(t);
        way->start(t, way->data, value);
        finished = tck_await(t);
        if (finished && way->written)
                way->written(t);
        events = tck_take_events(t);
        if (!tck_over(t) && !g_str_equal(events, expected_events(value, advertised)))
                note(groups, events, value);
        return finished && !tck_over(t);
}

/* A device that acts on SHUTDOWN without advertising it ends the guest, so SHUTDOWN alone is tried last. */
static void try_all(Tck *t, const Values *values, guint advertised, const ValuesWay *way, GPtrArray *groups) {
        for (int turn = 0; turn < 2; turn++)
                for (guint value = 0; value <= 0xff; value++)
                        if (values->has[value] && ((value & PVPANIC_KNOWN_BITS) == PVPANIC_SHUTDOWN) == (turn == 1) &&
                            !try_one(t, value, advertised, way, groups))
                                return;
}

void values_try(Tck *t, const Values *values, guint advertised, const ValuesWay *way, const char *expected) {
        g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func(group_free);
        g_autoptr(GString) seen = g_string_new(NULL);

        try_all(t, values, advertised, way, groups);
        for (guint i = 0; i < groups->len; i++) {
                const Group *group = groups->pdata[i];

                g_string_append_printf(seen, "%s%s of%s", i ? "; " : "", *group->events ? group->events : "nothing",
                                       group->values->str);
        }
        if (seen->len)
                tck_fail(t, expected, "%s", seen->str);
}
