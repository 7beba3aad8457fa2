/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libvirt, loaded when it is first needed: loading its forty libraries takes longer than everything else together, and most
 * commands do not need it. A machine that only runs QEMU need not have it.
 *
 * Its functions are called by their own names. One that is not in the lists below is an undefined reference when the program is
 * linked: add it to both.
 */
#pragma once

#include <glib.h>
#include <libvirt/libvirt-qemu.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

/* Loads it, once; no function may be called before. FALSE with TCK_ERROR_ENVIRONMENT if it is missing, or lacks a function. */
gboolean tck_libvirt_load(GError **error);

#define TCK_LIBVIRT_CALLS(CALL)                          \
        CALL(virConnectClose)                            \
        CALL(virConnectDomainEventDeregisterAny)         \
        CALL(virConnectDomainEventRegisterAny)           \
        CALL(virConnectDomainQemuMonitorEventDeregister) \
        CALL(virConnectDomainQemuMonitorEventRegister)   \
        CALL(virConnectGetDomainCapabilities)            \
        CALL(virConnectGetLibVersion)                    \
        CALL(virConnectIsAlive)                          \
        CALL(virConnectListAllDomains)                   \
        CALL(virConnectOpen)                             \
        CALL(virConnectRegisterCloseCallback)            \
        CALL(virConnectSetKeepAlive)                     \
        CALL(virConnectUnregisterCloseCallback)          \
        CALL(virDomainCoreDumpWithFormat)                \
        CALL(virDomainCreate)                            \
        CALL(virDomainCreateXML)                         \
        CALL(virDomainDefineXML)                         \
        CALL(virDomainDestroy)                           \
        CALL(virDomainFree)                              \
        CALL(virDomainGetConnect)                        \
        CALL(virDomainGetID)                             \
        CALL(virDomainGetInfo)                           \
        CALL(virDomainGetMetadata)                       \
        CALL(virDomainGetName)                           \
        CALL(virDomainGetState)                          \
        CALL(virDomainGetXMLDesc)                        \
        CALL(virDomainInjectNMI)                         \
        CALL(virDomainIsActive)                          \
        CALL(virDomainIsPersistent)                      \
        CALL(virDomainLookupByName)                      \
        CALL(virDomainManagedSave)                       \
        CALL(virDomainMemoryPeek)                        \
        CALL(virDomainMemoryStats)                       \
        CALL(virDomainRef)                               \
        CALL(virDomainReset)                             \
        CALL(virDomainRestore)                           \
        CALL(virDomainResume)                            \
        CALL(virDomainSave)                              \
        CALL(virDomainScreenshot)                        \
        CALL(virDomainSetAutostart)                      \
        CALL(virDomainSetMetadata)                       \
        CALL(virDomainUndefine)                          \
        CALL(virDomainUndefineFlags)                     \
        CALL(virEventRegisterDefaultImpl)                \
        CALL(virGetLastError)                            \
        CALL(virGetLastErrorCode)                        \
        CALL(virInitialize)                              \
        CALL(virSetErrorFunc)                            \
        CALL(virStreamFinish)                            \
        CALL(virStreamFree)                              \
        CALL(virStreamNew)                               \
        CALL(virStreamRecvAll)

typedef struct {
#define TCK_LIBVIRT_CALL(name) __typeof__(name) *name;
        TCK_LIBVIRT_CALLS(TCK_LIBVIRT_CALL)
#undef TCK_LIBVIRT_CALL
} TckLibvirtCalls;

extern TckLibvirtCalls tck_libvirt_calls;

#define virConnectClose tck_libvirt_calls.virConnectClose
#define virConnectDomainEventDeregisterAny tck_libvirt_calls.virConnectDomainEventDeregisterAny
#define virConnectDomainEventRegisterAny tck_libvirt_calls.virConnectDomainEventRegisterAny
#define virConnectDomainQemuMonitorEventDeregister tck_libvirt_calls.virConnectDomainQemuMonitorEventDeregister
#define virConnectDomainQemuMonitorEventRegister tck_libvirt_calls.virConnectDomainQemuMonitorEventRegister
#define virConnectGetDomainCapabilities tck_libvirt_calls.virConnectGetDomainCapabilities
#define virConnectGetLibVersion tck_libvirt_calls.virConnectGetLibVersion
#define virConnectIsAlive tck_libvirt_calls.virConnectIsAlive
#define virConnectListAllDomains tck_libvirt_calls.virConnectListAllDomains
#define virConnectOpen tck_libvirt_calls.virConnectOpen
#define virConnectRegisterCloseCallback tck_libvirt_calls.virConnectRegisterCloseCallback
#define virConnectSetKeepAlive tck_libvirt_calls.virConnectSetKeepAlive
#define virConnectUnregisterCloseCallback tck_libvirt_calls.virConnectUnregisterCloseCallback
#define virDomainCoreDumpWithFormat tck_libvirt_calls.virDomainCoreDumpWithFormat
#define virDomainCreate tck_libvirt_calls.virDomainCreate
#define virDomainCreateXML tck_libvirt_calls.virDomainCreateXML
#define virDomainDefineXML tck_libvirt_calls.virDomainDefineXML
#define virDomainDestroy tck_libvirt_calls.virDomainDestroy
#define virDomainFree tck_libvirt_calls.virDomainFree
#define virDomainGetConnect tck_libvirt_calls.virDomainGetConnect
#define virDomainGetID tck_libvirt_calls.virDomainGetID
#define virDomainGetInfo tck_libvirt_calls.virDomainGetInfo
#define virDomainGetMetadata tck_libvirt_calls.virDomainGetMetadata
#define virDomainGetName tck_libvirt_calls.virDomainGetName
#define virDomainGetState tck_libvirt_calls.virDomainGetState
#define virDomainGetXMLDesc tck_libvirt_calls.virDomainGetXMLDesc
#define virDomainInjectNMI tck_libvirt_calls.virDomainInjectNMI
#define virDomainIsActive tck_libvirt_calls.virDomainIsActive
#define virDomainIsPersistent tck_libvirt_calls.virDomainIsPersistent
#define virDomainLookupByName tck_libvirt_calls.virDomainLookupByName
#define virDomainManagedSave tck_libvirt_calls.virDomainManagedSave
#define virDomainMemoryPeek tck_libvirt_calls.virDomainMemoryPeek
#define virDomainMemoryStats tck_libvirt_calls.virDomainMemoryStats
#define virDomainRef tck_libvirt_calls.virDomainRef
#define virDomainReset tck_libvirt_calls.virDomainReset
#define virDomainRestore tck_libvirt_calls.virDomainRestore
#define virDomainResume tck_libvirt_calls.virDomainResume
#define virDomainSave tck_libvirt_calls.virDomainSave
#define virDomainScreenshot tck_libvirt_calls.virDomainScreenshot
#define virDomainSetAutostart tck_libvirt_calls.virDomainSetAutostart
#define virDomainSetMetadata tck_libvirt_calls.virDomainSetMetadata
#define virDomainUndefine tck_libvirt_calls.virDomainUndefine
#define virDomainUndefineFlags tck_libvirt_calls.virDomainUndefineFlags
#define virEventRegisterDefaultImpl tck_libvirt_calls.virEventRegisterDefaultImpl
#define virGetLastError tck_libvirt_calls.virGetLastError
#define virGetLastErrorCode tck_libvirt_calls.virGetLastErrorCode
#define virInitialize tck_libvirt_calls.virInitialize
#define virSetErrorFunc tck_libvirt_calls.virSetErrorFunc
#define virStreamFinish tck_libvirt_calls.virStreamFinish
#define virStreamFree tck_libvirt_calls.virStreamFree
#define virStreamNew tck_libvirt_calls.virStreamNew
#define virStreamRecvAll tck_libvirt_calls.virStreamRecvAll
