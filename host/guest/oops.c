/* SPDX-License-Identifier: BSD-2-Clause */
#include "oops.h"

#include <string.h>

#include "json.h"

TckOops *tck_oops_new(const char *origin) {
        TckOops *oops = g_new0(TckOops, 1);

        oops->origin = g_strdup(origin);
        oops->registers = g_ptr_array_new_with_free_func(g_free);
        oops->backtrace = g_ptr_array_new_with_free_func(g_free);
        oops->details = g_ptr_array_new_with_free_func(g_free);
        oops->earlier = g_ptr_array_new_with_free_func(g_free);
        return oops;
}

static gpointer copy_text(gconstpointer text, gpointer unused) {
        (void) unused;
        return g_strdup(text);
}

static GPtrArray *copy_texts(GPtrArray *texts) {
        return g_ptr_array_copy(texts, copy_text, NULL);
}

TckOops *tck_oops_copy(const TckOops *oops) {
        TckOops *copy = g_new(TckOops, 1);

        *copy = *oops;
        copy->origin = g_strdup(oops->origin);
        copy->cause = g_strdup(oops->cause);
        copy->panic = g_strdup(oops->panic);
        copy->cpu = g_strdup(oops->cpu);
        copy->task = g_strdup(oops->task);
        copy->system = g_strdup(oops->system);
        copy->ip = g_strdup(oops->ip);
        copy->crash_kernel = g_strdup(oops->crash_kernel);
        copy->registers = copy_texts(oops->registers);
        copy->backtrace = copy_texts(oops->backtrace);
        copy->details = copy_texts(oops->details);
        copy->earlier = copy_texts(oops->earlier);
        return copy;
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
        g_ptr_array_unref(oops->details);
        g_ptr_array_unref(oops->earlier);
        g_free(oops->crash_kernel);
        g_free(oops);
}

void tck_oops_resolve(TckOops *oops, TckSymbols *symbols) {
        guint64 bias = oops->image - tck_symbols_start(symbols);

        for (guint i = 0; oops->has_image && i < oops->backtrace->len; i++) {
                char *entry = oops->backtrace->pdata[i], *stop;
                guint64 address = g_ascii_strtoull(entry, &stop, 16);
                /* A return address is after its call, which may be the last instruction of a function. */
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
        tck_json_set_texts(object, "details", (const char *const *) oops->details->pdata, oops->details->len);
        tck_json_set_texts(object, "earlier", (const char *const *) oops->earlier->pdata, oops->earlier->len);
        tck_json_set_text(object, "crash_kernel", oops->crash_kernel);
        return object;
}

static void read_texts(GPtrArray **list, JsonObject *object, const char *name) {
        g_ptr_array_unref(*list);
        *list = tck_json_texts(object, name);
}

TckOops *tck_oops_from_json(JsonObject *object) {
        const char *origin = tck_json_string(object, "origin"), *image = tck_json_string(object, "image");
        TckOops *oops = tck_oops_new(origin ? origin : "");

        oops->cause = g_strdup(tck_json_string(object, "cause"));
        oops->panic = g_strdup(tck_json_string(object, "panic"));
        oops->cpu = g_strdup(tck_json_string(object, "cpu"));
        oops->task = g_strdup(tck_json_string(object, "task"));
        oops->system = g_strdup(tck_json_string(object, "system"));
        oops->ip = g_strdup(tck_json_string(object, "ip"));
        oops->has_image = image != NULL;
        oops->image = image ? g_ascii_strtoull(image, NULL, 16) : 0;
        read_texts(&oops->registers, object, "registers");
        read_texts(&oops->backtrace, object, "backtrace");
        read_texts(&oops->details, object, "details");
        read_texts(&oops->earlier, object, "earlier");
        oops->crash_kernel = g_strdup(tck_json_string(object, "crash_kernel"));
        return oops;
}
