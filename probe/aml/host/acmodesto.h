/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ACPICA's configuration for the probes. ACPICA knows its hosts by name and includes a header of each one's own. The
 * probe is not among them and takes the name of one (-DMODESTO) whose header has gone.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define ACPI_MACHINE_WIDTH 64
#define COMPILER_DEPENDENT_INT64 int64_t
#define COMPILER_DEPENDENT_UINT64 uint64_t

/* What AML says and does is wanted; SCI, GPEs, fixed events and the like are an operating system's business. */
#define ACPI_REDUCED_HARDWARE TRUE
#define ACPI_PCI_CONFIGURED

/* One CPU, one thread, no interrupts: every lock is free. Semaphores do count: AML can wait for events. */
#define ACPI_SINGLE_THREADED

#define ACPI_USE_LOCAL_CACHE
#define ACPI_USE_SYSTEM_CLIBRARY /* such as it is: string.c and probe/base/string.c */

/* How a message begins; messages.c looks for these. */
#define ACPI_MSG_ERROR "error: "
#define ACPI_MSG_BIOS_ERROR "firmware error: "
#define ACPI_MSG_WARNING "warning: "
#define ACPI_MSG_BIOS_WARNING "firmware warning: "
#define ACPI_MSG_INFO "info: "

/* A mark of Linux's own checker. */
#define __iomem

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);

size_t strlen(const char *text);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t size);
char *strcpy(char *restrict to, const char *restrict from);
char *strncpy(char *restrict to, const char *restrict from, size_t size);
char *strcat(char *restrict to, const char *restrict from);
int isdigit(int c);
int isprint(int c);
int isspace(int c);
int isxdigit(int c);
int tolower(int c);
int toupper(int c);

/* ACPICA brings these itself. */
int vsnprintf(char *to, size_t size, const char *format, __builtin_va_list arguments);
int snprintf(char *to, size_t size, const char *format, ...);
int sprintf(char *to, const char *format, ...);
