/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A Linux whose kernel runs, but whose user space has stopped: systemd's PID 1 (src/core/crash-handler.c, src/core/main.c), and
 * the emergency shells of dracut (modules.d/98dracut-systemd), of systemd (units/emergency.service) and of initramfs-tools
 * (scripts/functions).
 */
#include "console_reader.h"

enum { FATAL = TCK_FORM_FATAL | TCK_FORM_BEGIN, STUCK = TCK_FORM_BEGIN | TCK_FORM_END };

static const TckForm forms[] = {
        TCK_LINE("systemd[1]: Freezing execution", FATAL),
        TCK_LINE("[!!!!!!] ", FATAL, .pattern = "\\[!!!!!!\\] (?<panic>(?<cause>.*[Ff]reezing.*))"),
        TCK_LINE("", TCK_FORM_HINT, .pattern = "dracut-initqueue(?:\\[\\d+\\])?: Warning: ", .key = "dracut-initqueue"),
        TCK_LINE("Warning: /dev/", TCK_FORM_HINT, .pattern = "Warning: /dev/\\S+ does not exist"),
        TCK_LINE("ALERT!  ", TCK_FORM_HINT),
        TCK_LINE("Entering emergency mode.", STUCK),
        TCK_LINE("You are in emergency mode.", STUCK),
        TCK_LINE("(initramfs)", STUCK, .pattern = "\\(initramfs\\)$"),
};

TCK_READER(.name = "linux-userland", TCK_FORMS(forms))
