/* SPDX-License-Identifier: BSD-2-Clause */
#include "channel.h"
#include "console.h"
#include "main.h"
#include "pvpanic.h"

static bool run(const struct check *check, struct round *round, unsigned number) {
        enum verdict found = check->run(round);

        console_print("%sok %u - %s", found == FAIL ? "not " : "", number, check->claim);
        if (found == SKIP)
                console_print(" # SKIP %s", round->why);
        else if (found == FAIL)
                console_print("\n# %s", round->why);
        console_print("\n");
        return found != FAIL;
}

static void panic(const struct channel *channel) {
        const char *obstacle = channel->obstacle();

        if (obstacle) {
                console_print("# no panic: %s\n", obstacle);
                return;
        }
        channel->tell("# writing PANICKED: ", PVPANIC_PANICKED);
        console_print("# the guest continues\n");
}

bool round_run(const struct options *options) {
        struct round round = {.port = options->port};
        unsigned count = 0, number = 0;
        bool good = true;

        for (const struct channel *const *channel = channels_start; channel != channels_end; channel++)
                count += (unsigned) (*channel)->count;
        console_print("TAP version 13\n1..%u\n", count);
        for (const struct channel *const *channel = channels_start; channel != channels_end; channel++)
                for (size_t i = 0; i < (*channel)->count; i++)
                        good &= run((*channel)->checks + i, &round, ++number);
        if (options->panic)
                panic(options->panic);
        return good;
}
