/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a console: the oops found in it is valid text, is short, and survives a record unchanged. */
#include "oops.h"

#include "fuzz.h"

enum { TEXT_MAX = 4096, LIST_MAX = 64 };

static void check_text(const char *text) {
        assert(!text || (g_utf8_validate(text, -1, NULL) && strlen(text) < TEXT_MAX));
}

static void check_list(const GPtrArray *list) {
        assert(list->len <= LIST_MAX);
        for (guint i = 0; i < list->len; i++)
                check_text(list->pdata[i]);
}

static void check(const TckOops *oops) {
        assert(oops->origin && oops->cause);
        check_text(oops->cause);
        check_text(oops->panic);
        check_text(oops->cpu);
        check_text(oops->task);
        check_text(oops->system);
        check_text(oops->ip);
        check_list(oops->registers);
        check_list(oops->backtrace);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autoptr(TckOops) oops = tck_oops_parse((const char *) data, size), back = NULL;
        g_autoptr(JsonObject) object = NULL;

        if (!oops)
                return 0;
        check(oops);
        object = tck_oops_to_json(oops);
        back = tck_oops_from_json(object);
        assert(g_strcmp0(back->cause, oops->cause) == 0 && g_strcmp0(back->panic, oops->panic) == 0);
        assert(back->backtrace->len == oops->backtrace->len && back->registers->len == oops->registers->len);
        return 0;
}
