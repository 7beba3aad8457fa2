/* SPDX-License-Identifier: BSD-2-Clause */
#include "version.h"

#include <stddef.h>

#include "commit.h"

const char *tck_version(void) {
        return TCK_VERSION;
}

const char *tck_version_commit(void) {
        static const char commit[] = TCK_COMMIT;

        return *commit ? commit : NULL;
}
