/* SPDX-License-Identifier: BSD-2-Clause */
#include "moment.h"

#include "date.h"
#include "json.h"

static const char *const clocks[] = {
        [TCK_CLOCK_UNKNOWN] = "unknown", [TCK_CLOCK_HOST] = "host", [TCK_CLOCK_BOOT] = "boot"};

TckMoment *tck_moment_new(TckClock clock, gint64 time, const char *file, guint64 line, const char *text) {
        TckMoment *moment = g_new0(TckMoment, 1);

        moment->clock = clock;
        moment->time = time;
        moment->host = clock == TCK_CLOCK_HOST ? time : 0;
        moment->file = g_strdup(file);
        moment->line = line;
        moment->text = g_strdup(text);
        moment->times = 1;
        return moment;
}

TckMoment *tck_moment_copy(const TckMoment *moment) {
        TckMoment *copy = g_memdup2(moment, sizeof *moment);

        copy->file = g_strdup(moment->file);
        copy->text = g_strdup(moment->text);
        return copy;
}

void tck_moment_free(TckMoment *moment) {
        if (!moment)
                return;
        g_free(moment->file);
        g_free(moment->text);
        g_free(moment);
}

static void free_moment(gpointer moment) {
        tck_moment_free(moment);
}

GPtrArray *tck_moments_new(void) {
        return g_ptr_array_new_with_free_func(free_moment);
}

/* ---- in words ---- */

/* A time of the host's clock in UTC; NULL if it is out of range. */
static char *calendar(gint64 time, const char *format) {
        g_autoptr(GDateTime) date = tck_date_new(time);

        return date ? g_date_time_format(date, format) : NULL;
}

char *tck_moment_time(const TckMoment *moment) {
        g_autofree char *host = moment->host ? calendar(moment->host, "%Y-%m-%d %H:%M:%S.%f") : NULL;

        if (host && moment->clock == TCK_CLOCK_HOST)
                return g_strndup(host, sizeof "2026-11-21 06:29:52.853" - 1);
        if (host)
                return g_strdup_printf("about %.*s", (int) sizeof "2026-11-21 06:29:52" - 1, host);
        if (moment->clock == TCK_CLOCK_BOOT)
                return g_strdup_printf("[%12.6f]", (double) moment->time / G_USEC_PER_SEC);
        return g_strdup("");
}

char *tck_moment_place(const TckMoment *moment) {
        g_autofree char *name = g_path_get_basename(moment->file);

        if (!*moment->file)
                return g_strdup("");
        return moment->line ? g_strdup_printf("%s:%" G_GUINT64_FORMAT, name, moment->line) : g_steal_pointer(&name);
}

/* ---- records ---- */

static JsonObject *moment_to_json(const TckMoment *moment) {
        g_autofree char *time = moment->host ? calendar(moment->host, "%Y-%m-%dT%H:%M:%S.%fZ") : NULL;
        JsonObject *object = json_object_new();

        tck_json_set_text(object, "clock", clocks[moment->clock]);
        tck_json_set_text(object, "time", time);
        if (moment->clock == TCK_CLOCK_BOOT)
                json_object_set_double_member(object, "seconds", (double) moment->time / G_USEC_PER_SEC);
        else
                json_object_set_null_member(object, "seconds");
        tck_json_set_text(object, "file", moment->file);
        if (moment->line)
                json_object_set_int_member(object, "line", (gint64) moment->line);
        else
                json_object_set_null_member(object, "line");
        tck_json_set_text(object, "text", moment->text);
        json_object_set_int_member(object, "times", (gint64) moment->times);
        json_object_set_boolean_member(object, "noise", moment->noise);
        return object;
}

JsonArray *tck_moments_to_json(const GPtrArray *moments) {
        JsonArray *array = json_array_new();

        for (guint i = 0; i < moments->len; i++)
                json_array_add_object_element(array, moment_to_json(moments->pdata[i]));
        return array;
}

static TckClock read_clock(JsonObject *object) {
        const char *name = tck_json_string(object, "clock");
        TckClock clock = G_N_ELEMENTS(clocks) - 1;

        while (clock && g_strcmp0(name, clocks[clock]) != 0)
                clock--;
        return clock;
}

static TckMoment *read_moment(JsonObject *object) {
        const char *file = tck_json_string(object, "file"), *text = tck_json_string(object, "text");
        g_autoptr(GDateTime) when = tck_date_parse(tck_json_string(object, "time"));
        TckMoment *moment = tck_moment_new(read_clock(object), 0, file ? file : "", 0, text ? text : "");

        moment->host = when ? tck_date_time(when) : 0;
        moment->time = moment->clock == TCK_CLOCK_HOST ? moment->host : 0;
        if (moment->clock == TCK_CLOCK_BOOT)
                moment->time = tck_seconds_to_time(tck_json_double(object, "seconds", 0));
        moment->line = (guint64) MAX(tck_json_int(object, "line", 0), 0);
        moment->times = (guint64) MAX(tck_json_int(object, "times", 1), 1);
        moment->noise = tck_json_is_true(object, "noise");
        return moment;
}

GPtrArray *tck_moments_from_json(JsonArray *array) {
        GPtrArray *moments = tck_moments_new();

        for (guint i = 0; array && i < json_array_get_length(array); i++) {
                JsonObject *object = tck_json_node_object(json_array_get_element(array, i));

                if (object)
                        g_ptr_array_add(moments, read_moment(object));
        }
        return moments;
}
