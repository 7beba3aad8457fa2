/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cloud-hypervisor's events: any bytes, at once or one by one, give the same events, all of which can be printed, or
 * the same error. An answer of its API is valid, invalid or incomplete.
 */
#include "cloud_events.h"

#include "cloud_api.h"
#include "fuzz.h"

static char *take_all(TckCloudEvents *events) {
        GString *text = g_string_new(NULL);
        JsonObject *event;

        while ((event = tck_cloud_events_next(events))) {
                g_autofree char *one = tck_cloud_event_text(event);

                assert(g_utf8_validate(one, -1, NULL) && strchr(one, '.'));
                g_string_append_printf(text, "%s\n", one);
                json_object_unref(event);
        }
        return g_string_free(text, FALSE);
}

static void try_answer(const char *text, size_t size) {
        g_autoptr(JsonNode) body = NULL;
        GError *error = NULL;
        guint status = 0;
        gboolean whole = tck_cloud_answer_parse(text, size, &status, &body, &error);

        assert(!whole || (!error && status < 1000));
        assert(whole || !body);
        if (error)
                assert_told(FALSE, error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autoptr(TckCloudEvents) whole = tck_cloud_events_new(NULL), pieces = tck_cloud_events_new(NULL);
        g_autofree char *copy = g_strndup((const char *) data, size), *one = NULL, *other = NULL;
        GError *error = NULL;
        gboolean good = tck_cloud_events_push(whole, (const char *) data, size, &error), alike = TRUE;

        assert_told(good, error);
        for (size_t i = 0; i < size && alike; i++)
                alike = tck_cloud_events_push(pieces, (const char *) data + i, 1, NULL);
        assert(good == alike && tck_cloud_events_unfinished(whole) == tck_cloud_events_unfinished(pieces));
        one = take_all(whole);
        other = take_all(pieces);
        assert(g_str_equal(one, other));
        try_answer(copy, size);
        return 0;
}
