/* SPDX-License-Identifier: BSD-2-Clause */
#include "agent.h"
#include "console.h"
#include "io.h"
#include "options.h"
#include "platform.h"
#include "pvpanic.h"
#include "trap.h"

/* How long a probe that was told nothing waits for somebody to drive it. */
#define PATIENCE_MILLISECONDS 3000u

#define DEBUG_EXIT_PORT 0xf4u /* where QEMU's isa-debug-exit is by custom */

struct platform *platform;

static void complain(const char *word) {
        console_print("ignored, no option: %s\n", word);
}

bool probe_main(struct platform *on, char *words, bool named) {
        struct options options = OPTIONS_INITIAL;
        bool driven;

        platform = on;
        options_read(&options, words, named, complain);
        if (options.bare_exit)
                out8(DEBUG_EXIT_PORT, 0);

        trap_prepare();
        driven = agent_open();
        agent_hello();
        console_print("pvpanic-tck: %s probe\n", platform->name);
        if (driven && !options.automatic)
                agent_serve();
        return true;
}
