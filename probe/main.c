/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch.h"
#include "channel.h"
#include "console.h"
#include "fw_cfg.h"
#include "main.h"
#include "platform.h"
#include "pvpanic.h"

/* How long a probe without options waits for a host. */
#define PATIENCE_MILLISECONDS 3000u

#define OPTIONS_FILE "opt/pvpanic-tck/options"
#define OPTIONS_MAX 1024u

#define DEBUG_EXIT_PORT 0xf4u /* QEMU's usual port of isa-debug-exit */

static void complain(const char *word) {
        console_print("ignored, unknown option: ");
        for (; *word; word++)
                console_print("%c", *word < ' ' || *word > '~' ? '?' : *word);
        console_print("\n");
}

static const struct options_reader reader = {.find_channel = channel_find, .complain = complain};

static void read_options_file(struct options *options) {
        char words[OPTIONS_MAX + 1];
        struct fw_cfg_file file;

        if (!fw_cfg_present() || !fw_cfg_find(OPTIONS_FILE, &file))
                return;
        if (file.size > OPTIONS_MAX) {
                console_print("ignored, too long: fw_cfg file " OPTIONS_FILE "\n");
                return;
        }
        fw_cfg_read(&file, 0, words, file.size);
        words[file.size] = '\0';
        options_read(options, words, false, &reader);
}

static void greet(bool driven, const struct options *options) {
        console_print("pvpanic-tck, %s probe", platform.name);
        if (!driven)
                console_print("; there is no serial line through which a host could control it");
        else if (!options->agent && !options->automatic)
                console_print("; waiting %u s for a host", PATIENCE_MILLISECONDS / 1000);
        console_print("\n");
}

bool probe_main(char *words, bool named) {
        struct options options = OPTIONS_INITIAL;
        bool driven, good;

        options_read(&options, words, named, &reader);
        if (options.bare_exit)
                port_write(DEBUG_EXIT_PORT, 1, 0);

        trap_prepare(crash_report);
        if (!platform.returns)
                trap_install(); /* there is no firmware's table to preserve */
        read_options_file(&options);
        if (options.one_line)
                line_give_console_to_wire();
        driven = agent_open();
        agent_hello();
        greet(driven, &options);
        if (options.agent) {
                agent_serve();
                return true;
        }
        if (!options.automatic && agent_serve_within(PATIENCE_MILLISECONDS))
                return true;
        good = round_run(&options);
        if (!platform.returns)
                agent_serve();
        return good;
}
