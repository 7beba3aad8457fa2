/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ACPICA's configuration for the probes. ACPICA selects its host's header by a macro for each host it knows. The probe
 * is not one of them, and uses the macro (-DMODESTO) of a host whose header ACPICA no longer has.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define ACPI_MACHINE_WIDTH 64
#define COMPILER_DEPENDENT_INT64 int64_t
#define COMPILER_DEPENDENT_UINT64 uint64_t

/* The probe runs AML; it does not handle SCI, GPEs and fixed events, as an operating system would. */
#define ACPI_REDUCED_HARDWARE TRUE
#define ACPI_PCI_CONFIGURED

/*
 * There is one CPU, one thread and no interrupt, so locks are never contended. Semaphores do count: AML can wait for
 * events.
 */
#define ACPI_SINGLE_THREADED

#define ACPI_USE_LOCAL_CACHE
#define ACPI_USE_SYSTEM_CLIBRARY /* implemented by string.c and probe/base/string.c */

/* The prefixes of messages, which messages.c looks for. */
#define ACPI_MSG_ERROR "error: "
#define ACPI_MSG_BIOS_ERROR "firmware error: "
#define ACPI_MSG_WARNING "warning: "
#define ACPI_MSG_BIOS_WARNING "firmware warning: "
#define ACPI_MSG_INFO "info: "

/* An annotation for Linux's static checker. */
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

/* ACPICA defines these itself. */
int vsnprintf(char *to, size_t size, const char *format, __builtin_va_list arguments);
int snprintf(char *to, size_t size, const char *format, ...);
int sprintf(char *to, const char *format, ...);
