/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which build of the kit this is.
 */
#pragma once

/* "0.1.0" */
const char *tck_version(void);

/* The commit that it was built from, "596bde7", "596bde7-dirty" if the tree had changes; NULL if it was not built from a git
 * repository. */
const char *tck_version_commit(void);
