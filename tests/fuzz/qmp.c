/* SPDX-License-Identifier: BSD-2-Clause */
/* Whatever a hypervisor may say on its monitor. */
#include <assert.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include "json.h"
#include "qmp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        JsonObject *event;
        int pair[2];
        Qmp *qmp;

        if (size > 100000 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
                return 0;
        qmp = qmp_new(pair[0], NULL);
        if (size && write(pair[1], data, size) < 0)
                return 0;
        close(pair[1]);
        qmp_pump(qmp, NULL);
        while ((event = qmp_next_event(qmp))) {
                assert(tck_json_string(event, "event"));
                json_object_unref(event);
        }
        qmp_free(qmp);
        return 0;
}
